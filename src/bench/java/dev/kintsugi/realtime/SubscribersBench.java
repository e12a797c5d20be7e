package dev.kintsugi.realtime;

import dev.kintsugi.PackagedService;
import dev.kintsugi.PackagedService.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * How soon subscribers hear of what happens, while thousands of connections are open that hear nothing: jobs are submitted
 * and followed by as many connections each, then one by all. Time is from the event to the client, which shares the cores.
 *
 * <p>Run after packaging: {@code ./mvnw -Pbench test-compile exec:exec@subscribers}.
 */
public final class SubscribersBench {

    private static final int IDLE = 5000;
    private static final int ACTIVE = 1000;
    private static final int ROUNDS = 5;
    private static final double KB = 1000;
    private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

    private static final String TINY = "{\"prompt\":\"a red star\",\"size\":\"128x128\",\"steps\":20,\"seed\":7}";
    private static final String LONG = "{\"prompt\":\"a red star\",\"size\":\"256x256\",\"steps\":60,\"seed\":7}";

    private final java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient();
    private final WebSocketClient sockets =
            Vertx.vertx().createWebSocketClient(new WebSocketClientOptions().setMaxConnections(IDLE + ACTIVE));
    private final PackagedService service;
    private final List<Subscriber> subscribers = new ArrayList<>();

    private SubscribersBench(PackagedService service) {
        this.service = service;
    }

    public static void main(String[] arguments) throws Exception {
        var home = Files.createTempDirectory("kintsugi-subscribers");
        try (var service = PackagedService.start(
                Kind.JVM,
                home,
                "-Dkintsugi.device.concurrency=1",
                "-Dkintsugi.jobs.queue=1000",
                "-Dkintsugi.result-cache.bytes=0")) {
            service.awaitOk("/q/health/ready");
            new SubscribersBench(service).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        for (int i = 0; i < ACTIVE; i++) {
            subscribers.add(new Subscriber(connect()));
        }
        follow(50); // everything is compiled
        service.collect();
        var rss = service.rss();
        var heap = heap();
        for (int i = 0; i < IDLE; i++) {
            connect();
        }
        TimeUnit.SECONDS.sleep(5);
        service.collect();
        System.out.printf(
                "%d idle connections: %.1f kB of heap each, %.1f kB of resident memory each%n",
                IDLE, (heap() - heap) / KB / IDLE, (service.rss() - rss) / KB / IDLE);
        System.out.printf(
                "%8s %12s %10s %10s %10s %10s %8s%n", "jobs", "readers each", "messages", "p50", "p99", "most", "ends");
        for (int jobs : new int[] {50, 10, 1}) {
            subscribers.forEach(Subscriber::forget);
            for (int round = 0; round < ROUNDS; round++) {
                follow(jobs);
            }
            report(jobs);
        }
    }

    private WebSocket connect() throws Exception {
        return sockets.connect(service.url().getPort(), "localhost", "/v1/stream")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    /** Jobs that wait for a longer one are followed by as many connections each, until all have heard of the end. */
    private void follow(int jobs) throws Exception {
        submit(LONG);
        var ids = new ArrayList<String>();
        for (int i = 0; i < jobs; i++) {
            ids.add(submit(TINY));
        }
        var ends = new CountDownLatch(ACTIVE);
        for (int i = 0; i < ACTIVE; i++) {
            subscribers.get(i).follow(ids.get(i % jobs), ends);
        }
        if (!ends.await(3, TimeUnit.MINUTES)) {
            throw new IllegalStateException(ends.getCount() + " subscribers did not hear of the end");
        }
    }

    private String submit(String body) throws Exception {
        var request = HttpRequest.newBuilder(service.url().resolve("/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return new JsonObject(http.send(request, BodyHandlers.ofString()).body()).getString("id");
    }

    private void report(int jobs) {
        var delays = subscribers.stream()
                .flatMap(subscriber -> subscriber.delays.stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        System.out.printf(
                "%8d %12d %10d %7.1f ms %7.1f ms %7.1f ms %8d%n",
                jobs,
                ACTIVE / jobs,
                delays.length,
                delays[delays.length / 2] / 1e6,
                delays[(int) (delays.length * 0.99)] / 1e6,
                delays[delays.length - 1] / 1e6,
                subscribers.stream()
                        .mapToLong(subscriber -> subscriber.ended.sum())
                        .sum());
    }

    private double heap() throws Exception {
        var request =
                HttpRequest.newBuilder(service.url().resolve("/q/metrics")).build();
        return http.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** One connection, and how long each event took to it that happened while it listened. */
    private static final class Subscriber {
        private final WebSocket socket;
        private final List<Long> delays = Collections.synchronizedList(new ArrayList<>());
        private final LongAdder ended = new LongAdder();
        private volatile CountDownLatch ends;
        private volatile Instant listens;

        Subscriber(WebSocket socket) {
            this.socket = socket;
            socket.textMessageHandler(this::hear);
        }

        void follow(String job, CountDownLatch end) {
            ends = end;
            socket.writeTextMessage("{\"type\":\"subscribe\",\"after\":0,\"job\":\"" + job + "\"}");
        }

        private void hear(String text) {
            var now = Instant.now();
            var head = text.substring(0, Math.min(300, text.length()));
            if (head.startsWith("{\"type\":\"ack\"")) {
                listens = now;
                return;
            }
            var at = AT.matcher(head);
            if (at.find() && Instant.parse(at.group(1)).isAfter(listens)) {
                delays.add(Duration.between(Instant.parse(at.group(1)), now).toNanos());
            }
            if (head.startsWith("{\"type\":\"job.completed\"") || head.startsWith("{\"type\":\"job.failed\"")) {
                ended.increment();
                ends.countDown();
            }
        }

        void forget() {
            delays.clear();
            ended.reset();
        }
    }
}
