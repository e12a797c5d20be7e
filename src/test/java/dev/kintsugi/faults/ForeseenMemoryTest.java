package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A stream of requests of which some exhaust the memory: after the first ones they are changed before they fail. */
@QuarkusTest
@TestProfile(ForeseenMemoryTest.Small.class)
class ForeseenMemoryTest {

    private static final int REQUESTS = Integer.getInteger("foreseen.requests", 40);

    private static final String HOME = "target/test-home-foreseen";

    /** 18 MiB: enough for pictures of 256 × 256, not for those of 512 × 512. */
    public static class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.device.memory", "18M",
                    "kintsugi.home", HOME,
                    "kintsugi.learning.probe-after", "1h");
        }
    }

    @Test
    void changesWhatWouldExhaustTheMemoryBeforeItDoes() {
        int heavy = 0;
        int wasted = 0;
        for (int i = 0; i < REQUESTS; i++) {
            var exhausts = i % 10 % 3 == 1; // three of ten
            var answer = draw(exhausts ? "512x512" : "64x64");
            if (!exhausts) {
                assertThat(answer.getList("kintsugi.trail")).isEmpty();
                continue;
            }
            assertThat(answer.getList("kintsugi.degraded")).isNotEmpty();
            if (++heavy > 5 && failed(answer)) {
                wasted++;
            }
        }
        System.out.printf("foreseen %d of %d after the first five%n", heavy - 5 - wasted, heavy - 5);
        assertThat(wasted).isLessThanOrEqualTo((heavy - 5) / 20);
    }

    @Test
    void tellsWhatWasChangedAndWhy() {
        draw("512x512");
        var answer = draw("512x512");
        assertThat(answer.getList("kintsugi.trail.foreseen", Boolean.class))
                .isNotEmpty()
                .containsOnly(true);
        assertThat(answer.getString("kintsugi.trail[-1].failure")).isEqualTo("vram_exhaustion");
        assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
        assertThat(answer.getString("size")).isEqualTo(answer.getString("kintsugi.degraded[-1].to"));
    }

    @Test
    void triesWhatWasAskedForWhereTheCallerAllowsNothingElse() {
        draw("512x512");
        var error = Drawing.of("a red star")
                .with("size", "512x512")
                .with("steps", 1)
                .with("recovery", "none")
                .send();
        assertThat(error.statusCode()).isEqualTo(507);
    }

    @Test
    void keepsWhatWasLearnedAndForgetsItWhenTold() {
        draw("512x512");
        var learned = given().get("/admin/recovery/learned")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(learned.getString("known_good[0].model")).isEqualTo("shapes-diffusion");
        assertThat(learned.getLong("known_good[0].fits")).isBetween(64L * 64, 511L * 511);
        assertThat(learned.getList("strategies.failure", String.class)).contains("vram_exhaustion");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(Path.of(HOME, "learned.json")));

        given().post("/admin/recovery/reset").then().statusCode(204);
        given().get("/admin/recovery/learned")
                .then()
                .body("known_good", hasSize(0))
                .body("strategies", hasSize(0));
        assertThat(failed(draw("512x512"))).as("it has to be learned again").isTrue();
    }

    private static boolean failed(JsonPath answer) {
        return answer.getList("kintsugi.trail", Map.class).stream().anyMatch(step -> !step.containsKey("foreseen"));
    }

    private static JsonPath draw(String size) {
        return Drawing.of("a red star").with("size", size).with("steps", 1).draw();
    }
}
