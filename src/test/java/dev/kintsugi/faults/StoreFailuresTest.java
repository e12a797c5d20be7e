package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who waits for a picture gets it though nothing can be written; who goes away is told the truth. */
@QuarkusTest
@TestProfile(StoreFailuresTest.Enabled.class)
class StoreFailuresTest {

    private static final String PROMPT = "a small red star";
    private static final Path HOME = Path.of("target/test-home-stores").toAbsolutePath();

    /** Faults are allowed, and what failed is tried again soon. */
    public static class Enabled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.faults.enabled", "true",
                    "kintsugi.features.first-pause", "200ms",
                    "kintsugi.features.longest-pause", "400ms",
                    "kintsugi.home", HOME.toString());
        }
    }

    @AfterEach
    void endAll() {
        given().delete("/admin/faults").then().statusCode(204);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> status().equals("healthy"));
    }

    @ParameterizedTest
    @CsvSource({"read_only, state_save_failed", "no_room, storage_space_insufficient"})
    void aJobThatCannotBeWrittenIsHeldAndWrittenLater(String kind, String failure) {
        inject("store", kind, Map.of());
        var answer = drawing().draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo(failure);
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("graceful_degradation");
        assertThat(answer.getString("kintsugi.trail[0].outcome")).isEqualTo("worked");
        assertThat(answer.getString("kintsugi.trail[0].change.what")).isEqualTo("kept");
        assertThat(answer.getList("kintsugi.degraded")).isEmpty();
        assertThat(answer.getList("kintsugi.warnings", String.class)).anyMatch(text -> text.contains("held in memory"));
        assertThat(Drawing.png(answer)).isNotEmpty();
        assertThat(feature("durable_jobs").getBoolean("degraded")).isTrue();
        assertThat(feature("durable_jobs").getString("causes[0].dependency")).isEqualTo("job_store");
        assertThat(feature("durable_jobs").getString("substitute")).contains("memory");

        var job = answer.getString("kintsugi.job");
        given().get("/v1/jobs/" + job).then().statusCode(200).body("state", equalTo("completed"));
        given().get("/v1/jobs").then().statusCode(200).body("jobs[0].id", equalTo(job));

        given().delete("/admin/faults").then().statusCode(204);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !feature("durable_jobs").getBoolean("degraded"));
        given().get("/v1/jobs/" + job).then().statusCode(200).body("state", equalTo("completed"));
        given().get("/v1/jobs").then().statusCode(200).body("jobs[0].id", equalTo(job));
        given().get("/v1/jobs/" + job + "/artifacts/0.png").then().statusCode(200);
        assertThat(drawing().draw().getList("kintsugi.trail")).isEmpty();
    }

    @Test
    void whoGoesAwayAndWhoWantsNoRecoveryIsToldThatNothingCanBeWritten() throws Exception {
        inject("store", "read_only", Map.of());
        try (var client = StreamClient.greeted()) {
            client.say("{'type':'submit','id':'s','data':{'prompt':'" + PROMPT + "'}}");
            var error = client.next("error").path("data");
            assertThat(error.path("code").asText()).isEqualTo("state_save_failed");
            assertThat(error.path("retryable").asBoolean()).isTrue();
        }
        given().contentType("application/json")
                .header("Idempotency-Key", "\"once\"")
                .body(Map.of("prompt", PROMPT))
                .post("/v1/images/generations")
                .then()
                .statusCode(503)
                .body("error.code", equalTo("state_save_failed"));
        drawing()
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(503)
                .body("error.code", equalTo("state_save_failed"));
    }

    @Test
    void aStoreThatFailsWhileAJobRunsCostsNoPicture() {
        // One of three changes fails: some jobs are accepted, and what becomes of them cannot be written down.
        given().contentType("application/json")
                .body(Map.of("boundary", "store", "kind", "read_only", "rate", 0.3, "seed", 4))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        for (int i = 0; i < 12; i++) {
            assertThat(Drawing.png(drawing().draw())).isNotEmpty();
        }
    }

    @Test
    void aPictureThatCannotBeWrittenIsHeldAndWrittenLater() throws IOException {
        inject("disk", "full", Map.of("file", ".artifact"));
        var answer = drawing()
                .with("seed", ThreadLocalRandom.current().nextInt(1 << 30))
                .draw();
        assertThat(answer.getList("kintsugi.warnings", String.class))
                .anyMatch(text -> text.contains("could not be written"));
        assertThat(feature("kept_pictures").getBoolean("degraded")).isTrue();
        var url = "/v1/jobs/" + answer.getString("kintsugi.job") + "/artifacts/0.png";
        var before = given().get(url).then().statusCode(200).extract().asByteArray();
        assertThat(before).isEqualTo(Drawing.png(answer));
        assertThat(isWritten(before)).isFalse();
        given().delete("/admin/faults").then().statusCode(204);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isWritten(before));
        assertThat(given().get(url).then().statusCode(200).extract().asByteArray())
                .isEqualTo(before);
    }

    @Test
    void aFileOfTheJobsThatIsDeletedIsWrittenAnewAndToldOf() throws IOException {
        var before = drawing().draw().getString("kintsugi.job");
        Files.delete(HOME.resolve("kintsugi.db"));
        var after = drawing()
                .with("seed", ThreadLocalRandom.current().nextInt(1 << 30))
                .draw()
                .getString("kintsugi.job");
        assertThat(HOME.resolve("kintsugi.db")).exists();
        for (var job : java.util.List.of(before, after)) {
            given().get("/v1/jobs/" + job).then().statusCode(200).body("state", equalTo("completed"));
        }
    }

    private static boolean isWritten(byte[] content) throws IOException {
        try (var files = Files.walk(HOME.resolve("artifacts"))) {
            return files.filter(Files::isRegularFile).anyMatch(file -> {
                try {
                    return java.util.Arrays.equals(Files.readAllBytes(file), content);
                } catch (IOException e) {
                    return false; // it was a partial one, and is gone
                }
            });
        }
    }

    private static Drawing drawing() {
        return Drawing.of(PROMPT).with("size", "64x64").with("steps", 4);
    }

    private static String inject(String boundary, String kind, Map<String, Object> matcher) {
        return given().contentType("application/json")
                .body(Map.of("boundary", boundary, "kind", kind, "count", 100_000, "matcher", matcher))
                .post("/admin/faults")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("id");
    }

    private static String status() {
        return given().get("/v1/status").jsonPath().getString("status");
    }

    private static JsonPath feature(String name) {
        return JsonPath.from(given().get("/v1/status")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .setRootPath("features.find { it.name == '" + name + "' }");
    }
}
