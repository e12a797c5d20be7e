package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** What would be stopped for taking too long is drawn in fewer steps from the beginning, after a few small pictures. */
@QuarkusTest
@TestProfile(PredictedTimeTest.Limited.class)
class PredictedTimeTest {

    /** Two seconds for a try: enough for small pictures, a quarter of what a hundred steps of a large one take. */
    public static class Limited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.generation.attempt-timeout", "2s",
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.home", "target/test-home-predicted-time");
        }
    }

    @Test
    void knowsBeforehandWhatTakesTooLong() {
        given().post("/admin/recovery/reset").then().statusCode(204);
        for (int i = 0; i < 7; i++) {
            drawing(i % 2 == 0 ? "128x128" : "256x256", 4 + 2 * i).draw();
        }
        var answer = drawing("512x512", 100).draw();
        assertThat(answer.getBoolean("kintsugi.trail[0].foreseen")).isTrue();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("inference_timeout");
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("parameter_adjustment");
        assertThat(answer.getString("kintsugi.trail[0].reason")).contains("in 100 steps takes about");
        assertThat(answer.getString("kintsugi.degraded[0].what")).isEqualTo("steps");
        var steps = answer.getInt("kintsugi.steps");
        level("reduced");
        var busy = drawing("512x512", 100).draw();
        level("auto");
        assertThat(busy.getInt("kintsugi.steps"))
                .as("seven in ten of what was asked for are fewer already, and not taken off once more")
                .isGreaterThanOrEqualTo(Math.min(steps, 70) * 4 / 5);
        assertThat(drawing("64x64", 6).draw().getList("kintsugi.trail"))
                .as("what is in time is left as it is")
                .isEmpty();
        given().get("/admin/recovery/learned").then().body("time[0].samples", Matchers.greaterThan(4f));
    }

    @Test
    void saysHowLongAPictureTakesAndWhatWouldBeInTime() {
        Awaitility.await() // until enough is known, which takes longer on a machine whose speed varies
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(PredictedTimeTest::isToldBeforehand);
    }

    private static void isToldBeforehand() {
        for (int steps = 2; steps < 10; steps += 2) {
            drawing("128x128", steps).draw();
        }
        var answer = drawing("512x512", 100).with("recovery", "none").send();
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.jsonPath().getString("error.message"))
                .matches("A picture of 512x512 in 100 steps takes about [\\d.]+ s here, and had 2\\.0 s\\."
                        + " About \\d+ steps? of that size would be in time\\."
                        + " With recovery any a lighter request or another model is tried\\.");
    }

    private static void level(String level) {
        given().contentType("application/json")
                .body("{\"level\":\"" + level + "\"}")
                .put("/admin/levels")
                .then()
                .statusCode(200);
    }

    private static Drawing drawing(String size, int steps) {
        return Drawing.of("a red star").with("size", size).with("steps", steps);
    }
}
