package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.realtime.StreamClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service that tests kill (SIGKILL) and start again. */
abstract class KilledFixture {

    @TempDir
    Path home;

    ServiceProcess service;

    @BeforeEach
    void make() {
        service = new ServiceProcess(
                home, "-Dkintsugi.device.concurrency=2", "-Dkintsugi.jobs.attempts=20", "-Dkintsugi.jobs.queue=1000");
    }

    @AfterEach
    void close() throws InterruptedException {
        service.close();
    }

    JsonNode problemOf(String job) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> stateOf(job).equals("waiting_for_user"));
        return service.get("/v1/jobs/" + job).path("problem");
    }

    static void isRefusedForGood(JsonNode problem, String how) {
        assertThat(problem.path("detail").asText()).contains(how);
        assertThat(problem.path("retryable").asBoolean()).isFalse();
        assertThat(problem.path("requires_user_action").asBoolean()).isTrue();
        assertThat(problem.has("estimated_resolution_seconds")).isFalse();
        assertThat(problem.path("suggestions").toString())
                .contains("forget what was learned")
                .doesNotContain("Send the same request again", "Set recovery to any");
    }

    /** A job that ran when a process was killed is called running until the next one has begun with it. */
    private boolean isRunningHere() throws Exception {
        return service.get("/v1/status").at("/queue/running").asInt() > 0;
    }

    void killWhileItRuns(String job, int kills) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> stateOf(job).equals("running") && isRunningHere());
            service.kill();
            service.start();
        }
    }

    String stateOf(String job) throws Exception {
        return service.get("/v1/jobs/" + job).path("state").asText();
    }

    List<JsonNode> story(String job) throws InterruptedException {
        try (var client = StreamClient.greeted(service.stream())) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.next("ack");
            return client.until("job.completed");
        }
    }
}
