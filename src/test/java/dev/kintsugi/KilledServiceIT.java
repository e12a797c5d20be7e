package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.realtime.StreamClient;
import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is killed (SIGKILL) while jobs wait and run: the next process goes on, and nothing is lost or done twice.
 * With {@code -Dkills=50} as often as that.
 */
class KilledServiceIT {

    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int LATEST_MS = 400;
    private static final int JOBS = 3;

    @TempDir
    Path home;

    private final Random random = new Random(KILLS);
    private ServiceProcess service;

    @BeforeEach
    void make() {
        service = new ServiceProcess(
                home, "-Dkintsugi.device.concurrency=2", "-Dkintsugi.jobs.attempts=20", "-Dkintsugi.jobs.queue=1000");
    }

    @AfterEach
    void close() throws InterruptedException {
        service.close();
    }

    @Test
    void losesNoJobAndGivesEachResultOnce() throws Exception {
        var accepted = new ArrayList<String>();
        var seen = new HashMap<String, List<JsonNode>>();
        service.start();
        for (int round = 0; round < KILLS; round++) {
            try (var client = StreamClient.greeted(service.stream())) {
                for (int i = 0; i < JOBS; i++) {
                    client.say("{'type':'submit','data':{'prompt':'a red star','steps':90,'seed':" + accepted.size()
                            + "}}");
                    accepted.add(heard(client, "ack", seen).path("job").asText());
                }
                heard(client, "job.completed", seen);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_MS)); // at any moment of whatever it does
            }
            service.kill();
            service.start();
        }
        var pictures = new HashMap<String, String>();
        for (var job : accepted) {
            story(job); // until it has ended: what is live may leave steps out
            var story = story(job);
            assertThat(story)
                    .filteredOn(event -> event.path("type").asText().equals("job.completed"))
                    .as(job)
                    .hasSize(1);
            assertThat(story.getLast().path("type").asText()).isEqualTo("job.completed");
            assertThat(story)
                    .extracting(event -> event.path("seq").asLong())
                    .isSorted()
                    .doesNotHaveDuplicates();
            for (var before : seen.getOrDefault(job, List.of())) {
                assertThat(story)
                        .filteredOn(event -> event.path("seq").equals(before.path("seq")))
                        .as("what a client heard before the process was killed: its number means nothing else")
                        .allMatch(before::equals)
                        .hasSizeGreaterThanOrEqualTo(before.at("/data").has("step") ? 0 : 1);
            }
            pictures.put(job, story.getLast().at("/data/images/0/b64_json").asText());
        }
        assertThat(pictures.values()).doesNotHaveDuplicates().noneMatch(String::isEmpty);
        assertThat(service.log())
                .as("jobs were waiting or running when it was killed")
                .content()
                .contains("jobs left by a process that has ended");
        service.kill();
        service.start();
        for (var job : accepted) {
            assertThat(story(job).getLast().at("/data/images/0/b64_json").asText())
                    .isEqualTo(pictures.get(job));
        }
    }

    @Test
    void whatWasRunningWhenItWasKilledTwiceIsDrawnSmallerAndSaysSo() throws Exception {
        service.start();
        var job = service.post("/v1/jobs", "{'prompt':'a red star','size':'512x512','steps':100,'seed':1}")
                .path("id")
                .asText();
        killWhileItRuns(job, 2);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> stateOf(job).equals("completed"));
        assertThat(service.get("/v1/jobs/" + job).toString()).contains("512x512", "256x256", "2 times");
        assertThat(service.log()).content().contains("until they end one job begins at a time");
        var equal = service.post("/v1/jobs", "{'prompt':'a blue moon','size':'512x512','steps':100,'seed':2}")
                .path("id")
                .asText();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> stateOf(equal).equals("completed"));
        assertThat(service.get("/v1/jobs/" + equal).toString())
                .as("an equal request does not have to end the service first")
                .contains("512x512", "256x256", "2 times");
    }

    @Test
    void whatEndedItInTheLightestWayTooIsAnsweredAndItsCallerIsNotToldToSendItAgain() throws Exception {
        service = new ServiceProcess(home); // with the usual number of attempts
        service.start();
        var body = "{'prompt':'a red star','size':'512x512','steps':100,'n':4,'seed':1}";
        var job = service.post("/v1/jobs", body).path("id").asText();
        killWhileItRuns(job, 3);
        var problem = problemOf(job);
        isRefusedForGood(problem, "3 times");
        assertThat(problem.path("correlation_id").asText()).isNotEmpty();
        isRefusedForGood(problemOf(service.post("/v1/jobs", body).path("id").asText()), "3 times");
    }

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
        assertThat(refused.statusCode()).isEqualTo(500);
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

    private JsonNode problemOf(String job) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> stateOf(job).equals("waiting_for_user"));
        return service.get("/v1/jobs/" + job).path("problem");
    }

    private static void isRefusedForGood(JsonNode problem, String how) {
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

    private void killWhileItRuns(String job, int kills) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> stateOf(job).equals("running") && isRunningHere());
            service.kill();
            service.start();
        }
    }

    private String stateOf(String job) throws Exception {
        return service.get("/v1/jobs/" + job).path("state").asText();
    }

    /** Listens until a message of this type, and keeps what is said of jobs; that message. */
    private static JsonNode heard(StreamClient client, String type, Map<String, List<JsonNode>> seen)
            throws InterruptedException {
        var messages = client.until(type);
        for (var event : messages) {
            if (event.has("seq")) {
                seen.merge(event.path("job").asText(), List.of(event), KilledServiceIT::both);
            }
        }
        return messages.getLast();
    }

    private static List<JsonNode> both(List<JsonNode> one, List<JsonNode> other) {
        var both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private List<JsonNode> story(String job) throws InterruptedException {
        try (var client = StreamClient.greeted(service.stream())) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.next("ack");
            return client.until("job.completed");
        }
    }
}
