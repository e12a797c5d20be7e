package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.realtime.StreamClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is asked to end (SIGTERM): callers are answered, listeners are told to come back, jobs go on later. */
class DrainedServiceIT {

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private int port;

    @AfterEach
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        http.shutdownNow();
    }

    @Test
    void answersWhoWaitsAndGivesBackWhatTakesTooLong() throws Exception {
        start();
        var client = StreamClient.greeted(URI.create("ws://localhost:" + port + "/v1/stream"));
        client.say(
                "{'type':'submit','id':'long','data':{'prompt':'a red star','size':'768x768','steps':100,'seed':1}}");
        var job = client.next("ack").path("job").asText();
        client.until("job.progress");
        var picture = http.sendAsync(
                post("/v1/images/generations", "{\"prompt\":\"a blue star\",\"size\":\"128x128\",\"steps\":20}"),
                BodyHandlers.ofString());
        Awaitility.await().until(() -> metric("kintsugi_jobs_running") == 2);

        process.toHandle().destroy();
        var closed = client.until("closed").getLast();
        assertThat(closed.path("status").asInt()).isEqualTo(1012);
        assertThat(closed.path("reason").asText()).contains("connect again");
        assertThat(picture.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("service.log")).content().contains("1 jobs are given back");

        start();
        var begun = new ObjectMapper().readTree(get("/v1/jobs/" + job));
        assertThat(begun.path("state").asText()).as(begun.toString()).isIn("queued", "running");
        http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/jobs/" + job))
                        .DELETE()
                        .build(),
                BodyHandlers.discarding());
    }

    private void start() throws IOException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dquarkus.http.port=" + port,
                        "-Dkintsugi.calls.drain=60s",
                        "-Dkintsugi.jobs.drain=1s",
                        "-Dkintsugi.home=" + home,
                        "-jar",
                        Path.of("target/quarkus-app/quarkus-run.jar")
                                .toAbsolutePath()
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("service.log").toFile()))
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    try (var _ = new Socket("localhost", port)) {
                        return get("/q/health/ready").contains("UP");
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private double metric(String name) throws IOException, InterruptedException {
        return get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }
}
