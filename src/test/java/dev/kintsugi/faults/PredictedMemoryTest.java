package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of small pictures that worked it is learned which large ones cannot, before any of them has failed. */
@QuarkusTest
@TestProfile(PredictedMemoryTest.Small.class)
class PredictedMemoryTest {

    /** 18 MiB: enough for pictures of 256 × 256, not for those of 512 × 512. */
    public static class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.device.memory", "18M",
                    "kintsugi.home", "target/test-home-predicted",
                    "kintsugi.learning.probe-after", "1h");
        }
    }

    @BeforeEach
    void forgetWhatWasLearned() {
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @Test
    void changesTheFirstPictureThatIsFarTooLargeBeforeItFails() {
        seeSmallOnes();
        var answer = draw("512x512");
        assertThat(answer.getList("kintsugi.trail.foreseen", Boolean.class))
                .as(answer.getString("kintsugi.trail"))
                .isNotEmpty()
                .containsOnly(true);
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("vram_exhaustion");
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'size' }.from"))
                .isEqualTo("512x512");
        assertThat(answer.getString("size")).isNotIn("512x512", "64x64");
        assertThat(known().getList("known_good")).as("nothing has failed").isEmpty();
    }

    @Test
    void changesNothingThatFits() {
        seeSmallOnes();
        for (var size : new String[] {"64x64", "128x128", "192x192"}) {
            assertThat(draw(size).getList("kintsugi.trail")).as(size).isEmpty();
        }
    }

    @Test
    void triesWhatWasAskedForWhereTheCallerAllowsNothingElse() {
        seeSmallOnes();
        var answer = Drawing.of("a red star")
                .with("size", "512x512")
                .with("steps", 1)
                .with("recovery", "none")
                .send();
        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.jsonPath().getString("error.message"))
                .matches("A picture of 512x512 with shapes-diffusion needs about \\d+ MB here, and 18 MB may be used\\."
                        + " About \\d+x\\d+ would fit\\."
                        + " With recovery any a lighter request or another model is tried\\.");
    }

    @Test
    void saysHowMuchMemoryTensorsNeededOfWhichNothingCanBeMadeLighter() {
        var latents = Map.of(
                "dtype", "float32", "shape", List.of(1, 4, 64, 64), "data", Collections.nCopies(4 * 64 * 64, 0.5));
        var job = given().contentType("application/json")
                .header("Prefer", "wait=60")
                .body(Map.of(
                        "kind",
                        "tensor",
                        "model",
                        "shapes-diffusion",
                        "network",
                        "vae_decoder",
                        "recovery",
                        "none",
                        "inputs",
                        Map.of("latent_sample", latents)))
                .post("/v1/jobs")
                .jsonPath();
        assertThat(job.getString("problem.code")).isEqualTo("vram_exhaustion");
        assertThat(job.getInt("problem.status")).isEqualTo(507);
        assertThat(job.getString("problem.detail"))
                .matches(
                        "An inference with 16384 numbers with shapes-diffusion needs about \\d+ MB here, and 18 MB may be"
                                + " used\\. No lighter request is known to fit\\."
                                + " With recovery any another precision of the model is tried\\.");
    }

    @Test
    void tellsWhatItLearnedAndForgetsIt() {
        seeSmallOnes();
        var learned = known();
        assertThat(learned.getString("memory[0].model")).isEqualTo("shapes-diffusion");
        assertThat(learned.getDouble("memory[0].samples")).isGreaterThan(3);
        assertThat(learned.getLong("memory[0].for512")).isGreaterThan(18L << 20);
        assertThat(learned.getLong("memory[0].weights")).isBetween(1L << 20, 18L << 20);
        given().post("/admin/recovery/reset").then().statusCode(204);
        given().get("/admin/recovery/learned").then().body("memory", hasSize(0));
    }

    private static void seeSmallOnes() {
        for (var size : new String[] {"64x64", "128x128", "64x64", "128x128", "64x64"}) {
            assertThat(draw(size).getList("kintsugi.trail")).isEmpty();
        }
    }

    private static JsonPath known() {
        return given().get("/admin/recovery/learned")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath draw(String size) {
        return Drawing.of("a red star").with("size", size).with("steps", 1).draw();
    }
}
