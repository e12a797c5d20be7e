package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;

/** Names that nobody has, ports that nobody listens on, and connections that are cut. */
final class SocketFaults extends Boundary {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Path folder;
    private final int refusing;

    SocketFaults(Path folder) throws IOException {
        super("socket");
        this.folder = folder;
        try (var closed = new ServerSocket(0, 1, HERE)) {
            refusing = closed.getLocalPort();
        }
        names();
        connecting();
        talking();
        listening();
        local();
    }

    private void names() {
        fault("host unknown", NETWORK_CONNECTIVITY_LOSS, () -> InetAddress.getByName("no-such-host.invalid"));
        fault("host unknown, connected to", NETWORK_CONNECTIVITY_LOSS, () -> new Socket("no-such-host.invalid", 80));
        fault(
                "host unknown, to a channel",
                NETWORK_CONNECTIVITY_LOSS,
                () -> SocketChannel.open(new InetSocketAddress("no-such-host.invalid", 80)));
        fault("address of a wrong length", NETWORK_CONNECTIVITY_LOSS, () -> InetAddress.getByAddress(new byte[3]));
        fault("address that is none", DEPENDENCY_MISSING, () -> new URI("http://a b/"));
        fault("protocol that is none", DEPENDENCY_MISSING, () -> new URI("carrier-pigeon://m/").toURL());
        fault("address without a protocol", DEPENDENCY_MISSING, () -> java.net.URL.of(new URI("m.onnx"), null));
    }

    private void connecting() throws IOException {
        fault("refused", NETWORK_CONNECTIVITY_LOSS, () -> new Socket(HERE, refusing));
        fault(
                "refused, to a channel",
                NETWORK_CONNECTIVITY_LOSS,
                () -> SocketChannel.open(new InetSocketAddress(HERE, refusing)));
        var full = own(new ServerSocket(0, 1, HERE));
        var waiting = new ArrayList<Socket>();
        for (var i = 0; i < 3; i++) {
            var socket = own(new Socket());
            waiting.add(socket);
            connectOrWait(socket, full.getLocalPort());
        }
        fault("no answer to a connect", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(HERE, full.getLocalPort()), 100);
            }
        });
    }

    private static void connectOrWait(Socket socket, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(HERE, port), 100);
        } catch (java.net.SocketTimeoutException e) {
            // The queue is full: that is what this is for.
        }
    }

    private void talking() throws IOException {
        var silent = own(new ServerSocket(0, 5, HERE));
        fault("no answer to a read", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var socket = new Socket(HERE, silent.getLocalPort())) {
                socket.setSoTimeout(50);
                socket.getInputStream().read();
            }
        });
        var resetting = own(new RawServer(connection -> {
            connection.getInputStream().read();
            RawServer.reset(connection);
        }));
        fault("reset while reading", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var socket = new Socket(HERE, resetting.port())) {
                socket.getOutputStream().write(1);
                socket.getInputStream().read();
            }
        });
        fault("reset while a channel reads", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var channel = SocketChannel.open(new InetSocketAddress(HERE, resetting.port()))) {
                channel.write(ByteBuffer.wrap(new byte[1]));
                channel.read(ByteBuffer.allocate(1));
            }
        });
        fault("cut while writing", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
                    var channel = SocketChannel.open(server.getLocalAddress())) {
                server.accept().close();
                while (true) {
                    channel.write(ByteBuffer.allocate(1 << 10));
                }
            }
        });
        fault("nobody at a datagram port", NETWORK_CONNECTIVITY_LOSS, () -> {
            try (var socket = new DatagramSocket()) {
                socket.setSoTimeout(1000);
                socket.connect(HERE, refusing);
                socket.send(new DatagramPacket(new byte[1], 1));
                socket.receive(new DatagramPacket(new byte[1], 1));
            }
        });
    }

    private void listening() throws IOException {
        var taken = own(new ServerSocket(0, 5, HERE));
        fault("port taken", SYSTEM_RESOURCE_ERROR, () -> new ServerSocket(taken.getLocalPort(), 5, HERE));
        fault(
                "port taken, by a channel",
                SYSTEM_RESOURCE_ERROR,
                () -> ServerSocketChannel.open().bind(new InetSocketAddress(HERE, taken.getLocalPort())));
        fault(
                "address of another machine",
                SYSTEM_RESOURCE_ERROR,
                () -> new ServerSocket(0, 5, InetAddress.getByName("192.0.2.1")));
    }

    private void local() {
        fault(
                "local socket missing",
                NETWORK_CONNECTIVITY_LOSS,
                () -> SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s"))));
        fault("local socket that nobody listens on", NETWORK_CONNECTIVITY_LOSS, () -> {
            var address = UnixDomainSocketAddress.of(folder.resolve("left"));
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address).close();
            SocketChannel.open(address);
        });
    }
}
