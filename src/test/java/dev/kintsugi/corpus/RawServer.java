package dev.kintsugi.corpus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A server that treats every connection in the same way, however rude. */
public final class RawServer implements AutoCloseable {

    /** What is done with a connection. */
    public interface Treatment {
        void treat(Socket connection) throws IOException;
    }

    private final ServerSocket server;

    public RawServer(Treatment treatment) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), treatment);
    }

    public RawServer(ServerSocket server, Treatment treatment) {
        this.server = server;
        Thread.ofPlatform().daemon().name("raw-server").start(() -> serve(treatment));
    }

    private void serve(Treatment treatment) {
        while (!server.isClosed()) {
            try (var connection = server.accept()) {
                treatment.treat(connection);
            } catch (IOException e) {
                // The other side went away, or this one was closed: both are meant to happen.
            }
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/m.onnx");
    }

    /** Reads a request and answers with these very characters, then closes the connection. */
    public static Treatment answering(String answer) {
        return connection -> {
            readRequest(connection);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    /** Reads a request, sends the beginning of an answer and then a reset instead of an end. */
    public static Treatment resettingAfter(String answer) {
        return connection -> {
            answering(answer).treat(connection);
            reset(connection);
        };
    }

    public static void reset(Socket connection) throws SocketException {
        connection.setSoLinger(true, 0);
    }

    static String readRequest(Socket connection) throws IOException {
        var seen = new StringBuilder();
        for (var c = connection.getInputStream().read();
                c >= 0;
                c = connection.getInputStream().read()) {
            if (seen.append((char) c).indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return seen.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
