package dev.kintsugi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client of HTTP/1.1 that hides nothing: it sees when a connection is cut, and never asks again by itself. */
public final class RawCall implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    /** A whole answer. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    /** Connects. */
    public RawCall(URI service) throws IOException {
        socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout(120_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends bytes as they are. */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    /** Sends a request with JSON. */
    public void post(String path, String json, String... headers) throws IOException {
        var lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + lines
                + "Content-Length: " + json.getBytes(UTF_8).length + "\r\n\r\n" + json);
    }

    /** Sends a request without a body. */
    public void get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /**
     * The answer when all of it is there.
     *
     * @throws EOFException if the connection ends before
     */
    public Answer answer() throws IOException {
        var status = Integer.parseInt(line().split(" ")[1]);
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status == 100) {
            return answer();
        }
        var body = headers.containsKey("transfer-encoding")
                ? chunks()
                : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Answer(status, headers, new String(body, UTF_8));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int size) throws IOException {
        var bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the connection was cut after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was cut after \"" + line.toString(ISO_8859_1) + "\"");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).strip();
    }

    /** Whether an answer has begun to come. */
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
