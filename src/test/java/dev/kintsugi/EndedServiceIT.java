package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.realtime.StreamClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM while callers of every kind wait: each gets its result, or is told to come back, and no connection is cut. With
 * {@code -Dcallers=100} so many of each kind, a service for each.
 */
class EndedServiceIT {

    private static final int CALLERS = Integer.getInteger("callers", 10);
    private static final String BODY = "{\"prompt\":\"a red star\",\"size\":\"256x256\",\"steps\":40}";
    private static final String STREAMED = BODY.replace("}", ",\"stream\":true}");

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServiceProcess service;
    private int services;

    /** One call from its beginning to its end; what it was told. */
    private interface Client {
        String call(Runnable underWay) throws Exception;
    }

    @AfterEach
    void close() throws InterruptedException {
        service.close();
        threads.shutdownNow();
        http.shutdownNow();
    }

    @Test
    void answersEveryCaller() throws Exception {
        var table = new TreeMap<String, Map<String, Integer>>();
        for (var kinds : services()) {
            table.putAll(end(kinds, false));
        }
        System.out.println("SIGTERM, " + CALLERS + " callers of each kind:");
        table.forEach((kind, answers) -> System.out.println("  " + kind + " " + answers));
        assertThat(table)
                .allSatisfy((kind, answers) -> assertThat(answers)
                        .as(kind)
                        .allSatisfy((answer, _) -> assertThat(answer).doesNotStartWith("CUT")));
    }

    @Test
    void answersAtOnceWhenAskedTwice() throws Exception {
        for (var kinds : services()) {
            var began = System.nanoTime();
            var table = end(kinds, true);
            System.out.println("SIGTERM twice, " + CALLERS + " callers of each kind: " + table);
            assertThat(table)
                    .allSatisfy((kind, answers) -> assertThat(answers)
                            .as(kind)
                            .allSatisfy((answer, _) -> assertThat(answer).doesNotStartWith("CUT")));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("the hour that it might take")
                    .isLessThan(Duration.ofMinutes(5));
            var refused = 0;
            for (var kind : List.of("HTTP/1.1 close", "HTTP/1.1 keep-alive", "HTTP/2", "SSE stream")) {
                if (table.containsKey(kind)) {
                    refused += CALLERS - table.get(kind).getOrDefault("its result", 0);
                }
            }
            service.start();
            assertThat(cancelled())
                    .as("what was refused is not drawn after the restart")
                    .isEqualTo(refused);
            service.close();
        }
    }

    /** What is called of each service: all at once, if its queue has room for all. */
    private List<Map<String, Client>> services() {
        return CALLERS <= 10
                ? List.of(kinds())
                : kinds().entrySet().stream()
                        .map(kind -> Map.of(kind.getKey(), kind.getValue()))
                        .toList();
    }

    private int cancelled() throws IOException, InterruptedException {
        return service.get("/v1/jobs?state=cancelled&limit=100").path("jobs").size();
    }

    private Map<String, Client> kinds() {
        var kinds = new TreeMap<String, Client>();
        kinds.put("HTTP/1.1 close", underWay -> once(underWay, BODY, "Connection: close"));
        kinds.put("HTTP/1.1 keep-alive", this::again);
        kinds.put("HTTP/1.1 Prefer: wait", underWay -> preferring(underWay));
        kinds.put("HTTP/2", this::http2);
        kinds.put("SSE stream", underWay -> once(underWay, STREAMED));
        kinds.put("SSE job", this::following);
        kinds.put("WebSocket", this::socket);
        return kinds;
    }

    private Map<String, Map<String, Integer>> end(Map<String, Client> kinds, boolean twice) throws Exception {
        service = new ServiceProcess(
                home.resolve("home" + services++),
                "-Dkintsugi.jobs.queue=128",
                "-Dkintsugi.calls.drain=" + (twice ? "1h" : CALLERS <= 10 ? "2s" : "10s"),
                "-Dkintsugi.jobs.drain=" + (twice ? "1h" : CALLERS <= 10 ? "1s" : "10s"));
        service.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        service.get("/q/health/ready").path("status").asText().equals("UP"));
        var underWay = new AtomicInteger();
        var running = new TreeMap<String, List<Future<String>>>();
        kinds.forEach((kind, client) -> {
            for (int i = 0; i < CALLERS; i++) {
                running.computeIfAbsent(kind, _ -> new ArrayList<>())
                        .add(threads.submit(() -> client.call(underWay::incrementAndGet)));
            }
        });
        var all = kinds.size() * CALLERS;
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> underWay.get() == all && accepted() >= all);
        service.terminate();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::refuses);
        if (twice) {
            service.terminate();
        }
        var table = new TreeMap<String, Map<String, Integer>>();
        for (var kind : running.entrySet()) {
            for (var one : kind.getValue()) {
                table.computeIfAbsent(kind.getKey(), _ -> new TreeMap<>()).merge(outcome(one), 1, Integer::sum);
            }
        }
        assertThat(service.awaitEnd()).as("as a shell says it of SIGTERM").isEqualTo(143);
        return table;
    }

    /** How many requests wait, run or have ended. */
    private int accepted() throws IOException, InterruptedException {
        var accepted = 0;
        for (var path = "/v1/jobs?limit=50"; !path.isEmpty(); ) {
            var page = service.get(path);
            accepted += page.path("jobs").size();
            var next = page.path("next").asText("");
            path = next.isEmpty() || next.equals("null") ? "" : "/v1/jobs?limit=50&cursor=" + next;
        }
        return accepted;
    }

    /** A new call while it ends. */
    private boolean refuses() throws IOException {
        try (var call = new RawCall(service.at("/"))) {
            call.get("/v1/models");
            var answer = call.answer();
            if (answer.status() != 503) {
                return false;
            }
            assertThat(answer.headers()).containsEntry("connection", "close").containsKey("retry-after");
            return true;
        }
    }

    private static String outcome(Future<String> call) throws InterruptedException {
        try {
            return call.get(120, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return "CUT: " + (e.getCause() == null ? e : e.getCause());
        }
    }

    private String once(Runnable underWay, String body, String... headers) throws IOException {
        try (var call = new RawCall(service.at("/"))) {
            call.post("/v1/images/generations", body, headers);
            underWay.run();
            return told(call.answer());
        }
    }

    private String again(Runnable underWay) throws IOException {
        try (var call = new RawCall(service.at("/"))) {
            call.get("/v1/models");
            assertThat(call.answer().status()).isEqualTo(200);
            call.post("/v1/images/generations", BODY);
            underWay.run();
            return told(call.answer());
        }
    }

    private String preferring(Runnable underWay) throws IOException {
        try (var call = new RawCall(service.at("/"))) {
            call.post("/v1/jobs", BODY, "Prefer: wait=200");
            underWay.run();
            var answer = call.answer();
            return answer.status() == 202 && answer.headers().containsKey("location")
                    ? "202, told where it is found"
                    : told(answer);
        }
    }

    private String http2(Runnable underWay) throws Exception {
        var answer = http.sendAsync(
                HttpRequest.newBuilder(service.at("/v1/images/generations"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(BODY))
                        .build(),
                BodyHandlers.ofString());
        underWay.run();
        var told = answer.get(120, TimeUnit.SECONDS);
        assertThat(told.version()).isEqualTo(HttpClient.Version.HTTP_2);
        var headers = new TreeMap<String, String>();
        told.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return told(new RawCall.Answer(told.statusCode(), headers, told.body()));
    }

    private String following(Runnable underWay) throws Exception {
        var job = service.post("/v1/jobs", BODY).path("id").asText();
        try (var call = new RawCall(service.at("/"))) {
            call.get("/v1/jobs/" + job + "/events");
            underWay.run();
            return told(call.answer());
        }
    }

    private String socket(Runnable underWay) throws InterruptedException {
        var client = StreamClient.greeted(service.stream());
        client.say("{'type':'submit','data':" + BODY.replace('"', '\'') + "}");
        client.next("ack");
        underWay.run();
        var messages = client.until(message -> message.path("type").asText().matches("closed|broken"));
        var end = messages.getLast();
        if (end.path("status").asInt() != 1012) {
            return "CUT: " + end;
        }
        if (messages.stream().anyMatch(message -> message.path("type").asText().equals("job.completed"))) {
            return "its result, and 1012 at the end";
        }
        return messages.stream()
                        .anyMatch(message -> message.path("type").asText().equals("closing"))
                ? "told to come back, 1012"
                : "CUT: without a word: " + end;
    }

    private static String told(RawCall.Answer answer) {
        if (answer.status() == 200
                && "text/event-stream".equals(answer.headers().get("content-type"))) {
            var last = answer.body().stripTrailing().lines().toList().reversed().stream()
                    .filter(line -> line.startsWith("event: "))
                    .findFirst()
                    .orElse("no event")
                    .substring("event: ".length());
            return last.matches("image_generation.completed|job.completed")
                    ? "its result"
                    : last.matches("error|stream.closed") && answer.body().contains("\nretry: ")
                            ? "told to come back, " + last
                            : "CUT: after " + last;
        }
        if (answer.status() == 200) {
            return "its result";
        }
        return answer.status() == 503 && answer.headers().containsKey("retry-after")
                ? "503 and Retry-After"
                : "CUT: " + answer;
    }
}
