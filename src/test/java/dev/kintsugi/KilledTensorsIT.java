package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A service that is killed while tensor jobs run, or that they end: of them nothing can be made smaller. */
class KilledTensorsIT extends KilledFixture {

    @Test
    void aTensorJobThatWaitedOrRanWhenItWasKilledIsComputedByTheNextProcess() throws Exception {
        service.start();
        var folder = Files.createDirectories(home.resolve("models/slow"));
        TinyModel.loop(3_000_000).writeTo(folder.resolve("model.onnx"));
        Awaitility.await().until(() -> service.get("/v1/models").toString().contains("slow"));
        var jobs = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            var body = "{'kind':'tensor','model':'slow','inputs':{'x':{'dtype':'float32','shape':[1],'data':[" + i
                    + "]}}}";
            jobs.add(service.post("/v1/jobs", body).path("id").asText());
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> stateOf(jobs.getFirst()).equals("running"));
        service.kill();
        service.start();
        for (int i = 0; i < jobs.size(); i++) {
            var last = story(jobs.get(i)).getLast();
            assertThat(last.at("/data/outputs/y/data/0").asDouble())
                    .as(jobs.get(i))
                    .isEqualTo(3_000_000.0 + i);
        }
        oneThatRanAtTwoKillsIsAnsweredAndNotBegunAgain();
    }

    /**
     * ONNX Runtime divides the smallest integer by -1, which is a signal (SIGFPE) and the end of the process. The caller sends other
     * numbers each time, and a request for another network runs beside each.
     */
    @Test
    void aNetworkThatEndsItWithOtherNumbersEachTimeIsRefusedAfterAFewKillsAndOthersAnswer() throws Exception {
        var folder = Files.createDirectories(home.resolve("models/quotient"));
        new TinyModel()
                .input("x", TinyModel.INT64, 2)
                .input("d", TinyModel.INT64, 2)
                .output("y", TinyModel.INT64, 2)
                .node("Div", List.of("x", "d"), "y")
                .writeTo(folder.resolve("model.onnx"));
        TinyModel.loop(500_000)
                .writeTo(Files.createDirectories(home.resolve("models/slow")).resolve("model.onnx"));
        service.start();
        Awaitility.await()
                .until(() -> service.get("/v1/models").findValuesAsText("id").containsAll(List.of("quotient", "slow")));
        int kills = 0;
        for (int number = 1; number <= 3; number++) {
            compute(slow(number));
            compute(quotient(number, -1));
            for (int kill = 0; kill < 2; kill++) {
                service.awaitEnd();
                service.start();
                kills++;
            }
            awaitNoneLeft();
        }
        assertThat(kills).isEqualTo(6);
        var refused = service.send(HttpRequest.newBuilder(service.at("/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(quotient(4, -1).replace('\'', '"'))));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(3000L, 3601L);
        var problem = new ObjectMapper().readTree(refused.body());
        assertThat(problem.path("detail").asText()).contains("3 different requests", "quotient", "is begun before");
        assertThat(problem.path("retryable").asBoolean()).isTrue();
        assertThat(problem.path("estimated_resolution_seconds").asInt()).isBetween(3000, 3601);
        assertThat(problem.path("suggestions").toString())
                .contains("POST /admin/recovery/reset")
                .doesNotContain("Send the same request again.");
        assertThat(service.get("/v1/status").at("/poison_requests/0").asText())
                .isEqualTo(problem.path("detail").asText());
        assertThat(service.get("/v1/status").findValuesAsText("refused"))
                .as("only the model that is refused says so")
                .hasSize(1);
        assertThat(statesOf("slow"))
                .as("those that ran when it was killed are innocent")
                .containsExactly("completed", "completed", "completed");
        var other = service.post("/v1/jobs", slow(9)).path("id").asText();
        assertThat(story(other).getLast().at("/data/outputs/y/data/0").asDouble())
                .isEqualTo(500_009.0);
        var reset = service.send(HttpRequest.newBuilder(service.at("/admin/recovery/reset"))
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(reset.statusCode()).as(reset.body()).isEqualTo(204);
        var harmless = service.post("/v1/jobs", quotient(4, 2)).path("id").asText();
        assertThat(story(harmless).getLast().at("/data/outputs/y/data/1").asInt())
                .isEqualTo(2);
    }

    /** As one whose numbers end the process each time. */
    private void oneThatRanAtTwoKillsIsAnsweredAndNotBegunAgain() throws Exception {
        var folder = Files.createDirectories(home.resolve("models/endless"));
        TinyModel.loop(1_000_000_000).writeTo(folder.resolve("model.onnx"));
        Awaitility.await().until(() -> service.get("/v1/models").toString().contains("endless"));
        var body = "{'kind':'tensor','model':'endless','inputs':{'x':{'dtype':'float32','shape':[1],'data':[1]}}}";
        var job = service.post("/v1/jobs", body).path("id").asText();
        killWhileItRuns(job, 2);
        isRefusedForGood(problemOf(job), "2 times when the service ended");
        isRefusedForGood(problemOf(service.post("/v1/jobs", body).path("id").asText()), "2 times");
        var kept = home.resolve("learned.json");
        Awaitility.await()
                .until(() -> Files.exists(kept) && Files.readString(kept).contains("An inference"));
        service.kill();
        service.start();
        assertThat(service.get("/admin/recovery/learned")
                        .at("/poison_requests/0/model")
                        .asText())
                .isEqualTo("endless");
        isRefusedForGood(problemOf(service.post("/v1/jobs", body).path("id").asText()), "2 times");
        var other = service.post("/v1/jobs", body.replace("'data':[1]", "'data':[2]"))
                .path("id")
                .asText();
        Awaitility.await().until(() -> stateOf(other).equals("running"));
    }

    private static String slow(int number) {
        return "{'kind':'tensor','model':'slow','inputs':{'x':{'dtype':'float32','shape':[1],'data':[" + number
                + "]}}}";
    }

    private static String quotient(int number, int by) {
        return "{'kind':'tensor','model':'quotient','inputs':{'x':{'dtype':'int64','shape':[2],'data':["
                + Long.MIN_VALUE + "," + number + "]},'d':{'dtype':'int64','shape':[2],'data':[" + by + "," + by
                + "]}}}";
    }

    /** The process may end before it answers. */
    private void compute(String body) throws InterruptedException {
        try {
            service.post("/v1/jobs", body);
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(HttpTimeoutException.class);
        }
    }

    private List<String> statesOf(String model) throws Exception {
        var states = new ArrayList<String>();
        for (var job : service.get("/v1/jobs").path("jobs")) {
            if (job.path("model").asText().equals(model)) {
                states.add(job.path("state").asText());
            }
        }
        return states;
    }

    private void awaitNoneLeft() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            var states = service.get("/v1/jobs").findValuesAsText("state");
            return !states.isEmpty() && !states.contains("queued") && !states.contains("running");
        });
    }
}
