package dev.kintsugi.store;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobId;
import dev.kintsugi.realtime.StreamClient;
import dev.kintsugi.store.jobs.FailingJobStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Each call of the store fails once in the life of a job, in both ways: the job is neither lost nor ends twice. */
@QuarkusTest
@TestProfile(EveryStoreCallTest.Failing.class)
class EveryStoreCallTest {

    /** More than a job of two steps makes. */
    private static final int CALLS = 14;

    /** Leases are short, so that what was lost is found soon. */
    public static class Failing implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(FailingJobStore.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.jobs.lease", "3s",
                    "kintsugi.jobs.heartbeat", "500ms",
                    "kintsugi.jobs.sweep-every", "200ms",
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.home", "target/test-home-every-call");
        }
    }

    @Inject
    FailingJobStore store;

    @Test
    void aJobIsNeitherLostNorEndsTwiceWhicheverCallFails() throws Exception {
        var jobs = new LinkedHashMap<String, String>();
        for (int call = 1; call <= CALLS; call++) {
            submit("call " + call + " is refused", jobs);
            submit("call " + call + " is not heard of", jobs);
        }
        var failed = new TreeSet<String>();
        for (var job : jobs.entrySet()) {
            Awaitility.await(job.getValue() + ": " + store.failed(new JobId(job.getKey())))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> "completed"
                            .equals(given().get("/v1/jobs/" + job.getKey())
                                    .jsonPath()
                                    .getString("state")));
        }
        store.stop();
        for (var job : jobs.entrySet()) {
            var story = StreamClient.storyOf(job.getKey());
            assertThat(story)
                    .as(job.getValue() + " " + store.failed(new JobId(job.getKey())))
                    .filteredOn(event -> event.path("type").asText().equals("job.completed"))
                    .hasSize(1);
            store.failed(new JobId(job.getKey())).ifPresent(failed::add);
        }
        assertThat(failed)
                .as("calls that failed")
                .contains("take", "replace", "append Started", "append Progressed", "append Completed");
    }

    /** A job that was refused is none. */
    private static void submit(String prompt, Map<String, String> jobs) {
        var answer = given().contentType("application/json")
                .body(Map.of("prompt", prompt, "size", "64x64", "steps", 2))
                .post("/v1/jobs");
        if (answer.statusCode() == 202) {
            jobs.put(answer.jsonPath().getString("id"), prompt);
        } else {
            assertThat(answer.statusCode()).as(prompt).isEqualTo(503);
        }
    }
}
