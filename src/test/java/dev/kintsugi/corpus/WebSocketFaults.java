package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.WEBSOCKET_ERROR;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Live connections that do not come about or end badly. */
final class WebSocketFaults extends Boundary {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = own(HttpClient.newHttpClient());
    private final int port;
    private final RawServer refusing =
            own(new RawServer(RawServer.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")));

    WebSocketFaults(Path folder) throws Exception {
        super("websocket", "websocket");
        own(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
        port = vertx.createHttpServer()
                .webSocketHandler(socket -> socket.textMessageHandler(text -> {
                    switch (text) {
                        case "close" -> socket.close();
                        case "cut" -> socket.close((short) 1011, "broken");
                        default -> socket.writeTextMessage(text);
                    }
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        handshakes();
        ended();
        frames();
    }

    private void handshakes() {
        fault("refused, 403", WEBSOCKET_ERROR, () -> connect(refusing.port(), new Told()));
        fault(
                "refused, 403, asynchronously",
                WEBSOCKET_ERROR,
                () -> client.newWebSocketBuilder()
                        .buildAsync(uri(refusing.port()), new Told())
                        .join());
        fault(
                "refused, 403, to Vert.x",
                WEBSOCKET_ERROR,
                () -> unwrap(vertx.createWebSocketClient()
                        .connect(refusing.port(), "127.0.0.1", "/")
                        .toCompletionStage()
                        .toCompletableFuture()));
        fault("no WebSocket there", WEBSOCKET_ERROR, () -> {
            var plain = own(new RawServer(RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")));
            connect(plain.port(), new Told());
        });
        fault("wrong key in the answer", WEBSOCKET_ERROR, () -> {
            var wrong =
                    own(new RawServer(RawServer.answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n")));
            connect(wrong.port(), new Told());
        });
        fault("wrong key in the answer, to Vert.x", WEBSOCKET_ERROR, () -> {
            var wrong =
                    own(new RawServer(RawServer.answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n")));
            unwrap(vertx.createWebSocketClient()
                    .connect(new WebSocketConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(wrong.port())
                            .setURI("/"))
                    .toCompletionStage()
                    .toCompletableFuture());
        });
    }

    private void ended() {
        fault("sent after the own end", WEBSOCKET_ERROR, () -> {
            var socket = connect(port, new Told());
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            unwrap(socket.sendText("late", true));
        });
        fault("pinged after the own end", WEBSOCKET_ERROR, () -> {
            var socket = connect(port, new Told());
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            socket.sendPing(ByteBuffer.allocate(1)).join();
        });
        fault("sent after it was aborted", WEBSOCKET_ERROR, () -> {
            var socket = connect(port, new Told());
            socket.abort();
            unwrap(socket.sendText("late", true));
        });
        fault("sent by Vert.x after the end", WEBSOCKET_ERROR, () -> {
            var socket = vertx.createWebSocketClient()
                    .connect(port, "127.0.0.1", "/")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            socket.close().toCompletionStage().toCompletableFuture().get();
            unwrap(socket.writeTextMessage("late").toCompletionStage().toCompletableFuture());
        });
    }

    private void frames() {
        frame("frame that is masked by a server", new byte[] {(byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 'a'});
        frame("frame of an unknown kind", new byte[] {(byte) 0x83, 1, 'a'});
        frame("control frame in pieces", new byte[] {(byte) 0x09, 1, 'a'});
        frame("text that is no UTF-8", new byte[] {(byte) 0x81, 2, (byte) 0xc3, (byte) 0x28});
    }

    /** What a client is told when a server sends these bytes after the handshake. */
    private void frame(String id, byte[] bytes) {
        fault(id, WEBSOCKET_ERROR, () -> {
            var server = own(new RawServer(new AcceptingTreatment(bytes)));
            var told = new Told();
            connect(server.port(), told);
            throw told.error.get(5, TimeUnit.SECONDS);
        });
    }

    private WebSocket connect(int to, Told told) throws Throwable {
        return unwrap(client.newWebSocketBuilder().buildAsync(uri(to), told));
    }

    private static URI uri(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private static <T> T unwrap(CompletableFuture<T> future) throws Throwable {
        try {
            return future.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** Remembers what went wrong. */
    private static final class Told implements WebSocket.Listener {

        private final CompletableFuture<Throwable> error = new CompletableFuture<>();

        @Override
        public void onError(WebSocket socket, Throwable thrown) {
            error.complete(thrown);
        }
    }
}
