package dev.kintsugi.ops.alert.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real HTTP server that alerts are posted to: it answers as it is told and remembers what it got. */
public final class Receiver implements AutoCloseable {

    /** What was posted, when it had been read. */
    public record Got(String path, JsonNode body, Map<String, List<String>> headers, long nanos) {}

    /** What it does with a call. */
    public interface Answer {
        void to(HttpExchange call) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange call) throws IOException {
        try (call) {
            var body = new ObjectMapper().readTree(call.getRequestBody().readAllBytes());
            got.add(new Got(
                    call.getRequestURI().getPath(), body, Map.copyOf(call.getRequestHeaders()), System.nanoTime()));
            var answer = answers.poll();
            if (answer == null) {
                call.sendResponseHeaders(200, -1);
            } else {
                answer.to(call);
            }
        }
    }

    /** The next call is answered like this; after all of these with 200. */
    public Receiver then(Answer answer) {
        answers.add(answer);
        return this;
    }

    public Receiver then(int status) {
        return then(call -> call.sendResponseHeaders(status, -1));
    }

    public Receiver thenHang() {
        return then(call -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }

    public String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    public URI uri() {
        return URI.create(url("/hook"));
    }

    /** The next one; fails if none comes. */
    public Got next() throws InterruptedException {
        var next = got.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was posted");
        }
        return next;
    }

    public List<Got> next(int count) throws InterruptedException {
        var all = new ArrayList<Got>();
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
