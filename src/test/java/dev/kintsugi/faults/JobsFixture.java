package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** What tests of jobs by plain HTTP share: a service with one worker, and ways to submit to it. */
abstract class JobsFixture {

    /** One job at a time, so that others wait. */
    public static class OneWorker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", "target/test-home-jobs",
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.jobs.queue", "3",
                    "kintsugi.jobs.kinds.tensor.queue", "2",
                    "kintsugi.device.concurrency", "1");
        }
    }

    static final Map<String, Object> SMALL = Map.of("prompt", "a red star", "size", "64x64", "steps", 4, "seed", 7);
    static final Map<String, Object> LONG = Map.of("prompt", "a red star", "size", "768x768", "steps", 100, "seed", 7);

    final List<String> begun = new ArrayList<>();

    @AfterEach
    void leaveNothing() {
        begun.forEach(job -> given().delete("/v1/jobs/" + job).then().statusCode(204));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(ServiceHome::isAtRest);
    }

    static Map<String, Object> with(Map<String, Object> request, Map<String, Object> more) {
        var all = new HashMap<>(request);
        all.putAll(more);
        return all;
    }

    String submit(Map<String, Object> body) {
        var id = submission(body)
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
        begun.add(id);
        return id;
    }

    static String state(String job) {
        return given().get("/v1/jobs/" + job).jsonPath().getString("state");
    }

    static Instant ended(String job) {
        return Instant.parse(given().get("/v1/jobs/" + job).jsonPath().getString("ended"));
    }

    static RequestSpecification submission(Map<String, Object> body) {
        return given().contentType("application/json").body(body);
    }
}
