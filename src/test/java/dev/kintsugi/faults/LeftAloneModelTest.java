package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
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
        var job = given().contentType("application/json")
                .body(Map.of("prompt", PROMPT, "model", FULL, "steps", 2, "recovery", "same_model"))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
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
