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
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is asked to end (SIGTERM): callers are answered, listeners are told to come back, jobs go on later. */
class DrainedServiceIT {

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private ServiceProcess service;

    @BeforeEach
    void make() {
        service = new ServiceProcess(home, "-Dkintsugi.calls.drain=60s", "-Dkintsugi.jobs.drain=1s");
    }

    @AfterEach
    void kill() throws InterruptedException {
        service.close();
        http.shutdownNow();
    }

    @Test
    void answersWhoWaitsAndGivesBackWhatTakesTooLong() throws Exception {
        service.start();
        var client = StreamClient.greeted(service.stream());
        client.say(
                "{'type':'submit','id':'long','data':{'prompt':'a red star','size':'768x768','steps':100,'seed':1}}");
        var job = client.next("ack").path("job").asText();
        client.until("job.progress");
        var picture = http.sendAsync(
                post("/v1/images/generations", "{\"prompt\":\"a blue star\",\"size\":\"128x128\",\"steps\":20}"),
                BodyHandlers.ofString());
        Awaitility.await().until(() -> metric("kintsugi_jobs_running") == 2);

        service.terminate();
        var closed = client.until("closed").getLast();
        assertThat(closed.path("status").asInt()).isEqualTo(1012);
        assertThat(closed.path("reason").asText()).contains("connect again");
        assertThat(picture.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        service.awaitEnd();
        assertThat(service.log()).content().contains("jobs given back, to be begun again: 1");

        service.start();
        var begun = service.get("/v1/jobs/" + job);
        assertThat(begun.path("state").asText()).as(begun.toString()).isIn("queued", "running");
        service.send(HttpRequest.newBuilder(service.at("/v1/jobs/" + job)).DELETE());
    }

    @Test
    void jobsThatAreComputedTogetherAreGivenBackAndGoOn() throws Exception {
        service = new ServiceProcess(home, "-Dkintsugi.device.concurrency=1", "-Dkintsugi.jobs.drain=1ms");
        service.start();
        for (int i = 0; i < 5; i++) {
            service.post("/v1/images/generations", picture("128x128", 40, 0));
        }
        var before =
                service.post("/v1/jobs", picture("768x768", 100, 0)).path("id").asText();
        var jobs = new ArrayList<String>();
        for (int seed = 1; seed < 4; seed++) {
            jobs.add(service.post("/v1/jobs", picture("128x128", 40, seed))
                    .path("id")
                    .asText());
        }
        service.send(HttpRequest.newBuilder(service.at("/v1/jobs/" + before)).DELETE());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> state(jobs.get(0)).equals("running")
                        && state(jobs.get(1)).equals("running"));

        service.terminate();
        service.awaitEnd();
        assertThat(service.log()).content().containsPattern("jobs given back, to be begun again: [23]");

        service.start();
        for (var job : jobs) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> state(job).equals("completed"));
        }
    }

    private String state(String job) throws IOException, InterruptedException {
        return service.get("/v1/jobs/" + job).path("state").asText();
    }

    private static String picture(String size, int steps, int seed) {
        return "{\"prompt\":\"a red star\",\"size\":\"%s\",\"steps\":%d,\"seed\":%d}".formatted(size, steps, seed);
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(service.at(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private double metric(String name) throws IOException, InterruptedException {
        return service.send(HttpRequest.newBuilder(service.at("/q/metrics")))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }
}
