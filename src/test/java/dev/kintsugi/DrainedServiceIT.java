package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.realtime.StreamClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
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
        assertThat(service.log()).content().contains("1 jobs are given back");

        service.start();
        var begun = service.get("/v1/jobs/" + job);
        assertThat(begun.path("state").asText()).as(begun.toString()).isIn("queued", "running");
        service.send(HttpRequest.newBuilder(service.at("/v1/jobs/" + job)).DELETE());
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
