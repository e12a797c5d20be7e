package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs whose model is left alone, and whose callers want no other, wait for it. */
@QuarkusTest
@TestProfile(BreakersFixture.Touchy.class)
class LeftAloneModelTest extends BreakersFixture {

    @Test
    void aJobThatWantsNoOtherModelWaitsForItAndSaysWhyAndUntilWhen() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        var job = submit("same_model");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                given().get("/v1/jobs/" + job).jsonPath().getString("warnings"))
                        .contains("left alone", "not begun before"));
        var waits = given().get("/v1/jobs/" + job).jsonPath();
        assertThat(waits.getString("state")).isEqualTo("queued");
        var status = given().get("/v1/status").jsonPath();
        assertThat(status.getInt("queue.postponed.jobs")).isEqualTo(1);
        assertThat(status.getString("queue.postponed.text")).contains("One job waits");
        assertThat(draw(LITE).getList("kintsugi.trail"))
                .as("others do not wait")
                .isEmpty();
        var events = given().get("/v1/jobs/" + job + "/events").asString();
        assertThat(events).contains("not_before", "job.failed");
        assertThat(given().get("/v1/jobs/" + job).jsonPath().getString("problem.code"))
                .as("it was tried once more")
                .isNotEqualTo("model_overloaded");
    }

    @Test
    void aJobWhoseModelsAreAllLeftAloneWaitsForThem() throws IOException {
        MODELS.makeUnusable(FULL);
        MODELS.makeUnusable(LITE);
        for (int i = 0; i < 12 && !(isOpen(FULL) && isOpen(LITE)); i++) {
            hurried(i % 2 == 0 ? FULL : LITE, "none");
        }
        assertThat(isOpen(FULL) && isOpen(LITE)).isTrue();
        var job = submit("any");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                given().get("/v1/jobs/" + job).jsonPath().getString("warnings"))
                        .contains("left alone", "not begun before"));
        MODELS.mend(FULL);
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                given().get("/v1/jobs/" + job).jsonPath().getString("state"))
                        .isEqualTo("completed"));
    }

    @Test
    void aCallerWhoWantsNoRecoveryIsAnsweredAtOnce() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        var answer = send(FULL, "none").then().statusCode(503).extract().response();
        assertThat(answer.jsonPath().getString("error.code")).isEqualTo("model_overloaded");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 3);
        var job = submit("none");
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(
                                given().get("/v1/jobs/" + job).jsonPath().getString("state"))
                        .isEqualTo("failed"));
    }

    private static String submit(String recovery) {
        return given().contentType("application/json")
                .body(Map.of("prompt", PROMPT, "model", FULL, "steps", 2, "recovery", recovery))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
    }

    @Test
    void aCallerWhoWantsNoOtherModelIsAnsweredOnceItWorksAgain() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        try (var mending = Executors.newSingleThreadScheduledExecutor()) {
            var _ = mending.schedule(
                    () -> {
                        MODELS.mend(FULL);
                        return true;
                    },
                    1,
                    TimeUnit.SECONDS);
            var answer =
                    send(FULL, "same_model").then().statusCode(200).extract().jsonPath();
            assertThat(answer.getString("kintsugi.model_used")).isEqualTo(FULL);
        }
    }
}
