package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.SESSION_ERROR;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Callers that go away while the service reads from them or answers. The service's own network is well. */
final class CallerFaults extends Boundary {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Vertx vertx = Vertx.vertx();

    CallerFaults(Path folder) {
        super("caller", "http");
        own(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
        fault("resets while its request is read", SESSION_ERROR, () -> {
            try (var accepted = accepted(true)) {
                accepted.read(ByteBuffer.allocate(1));
            }
        });
        fault("gone while it is answered", SESSION_ERROR, () -> {
            try (var accepted = accepted(false)) {
                while (true) {
                    accepted.write(ByteBuffer.allocate(1 << 10));
                }
            }
        });
        fault(
                "closes within its body",
                SESSION_ERROR,
                () -> throwFrom((request, thrown) -> request.body().onFailure(thrown::completeExceptionally)));
        fault(
                "closes before it is answered",
                SESSION_ERROR,
                () -> throwFrom(
                        (request, thrown) -> request.response().exceptionHandler(thrown::completeExceptionally)));
        fault(
                "closes while its request arrives",
                SESSION_ERROR,
                () -> throwFrom((request, thrown) -> request.exceptionHandler(thrown::completeExceptionally)));
        fault(
                "closed when it is answered",
                SESSION_ERROR,
                () -> throwFrom((request, thrown) -> request.connection()
                        .closeHandler(
                                closed -> request.response().end("late").onFailure(thrown::completeExceptionally))));
    }

    /** The service's side of a connection whose caller is gone. */
    private static SocketChannel accepted(boolean reset) throws Exception {
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
                var caller = SocketChannel.open(server.getLocalAddress())) {
            if (reset) {
                caller.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
            }
            return server.accept();
        }
    }

    /** Throws what the HTTP server of the service is told when a caller leaves in the middle of its request. */
    private void throwFrom(BiConsumer<HttpServerRequest, CompletableFuture<Void>> listening) throws Throwable {
        var thrown = new CompletableFuture<Void>();
        var arrived = new CompletableFuture<Void>();
        var server = vertx.createHttpServer().requestHandler(request -> {
            listening.accept(request, thrown);
            arrived.complete(null);
        });
        var port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        try (var caller = new Socket(HERE, port)) {
            caller.getOutputStream().write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc".getBytes());
            arrived.get(5, TimeUnit.SECONDS);
        }
        try {
            thrown.get(5, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause();
        }
    }
}
