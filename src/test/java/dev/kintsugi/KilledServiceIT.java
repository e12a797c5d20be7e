package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.realtime.StreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A service that is killed (SIGKILL) while jobs wait and run: the next process goes on, and nothing is lost or done twice.
 * With {@code -Dkills=50} as often as that.
 */
class KilledServiceIT extends KilledFixture {

    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int LATEST_MS = 400;
    private static final int JOBS = 3;

    private final Random random = new Random(KILLS);

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
}
