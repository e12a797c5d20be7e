package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A budget of memory that ONNX Runtime's own allocator enforces: its failures are real. */
@QuarkusTest
@TestProfile(MemoryLimitTest.Small.class)
class MemoryLimitTest {

    /** 18 MiB: enough to denoise 352 × 352, not to decode it as a whole, which takes more even where nothing else is loaded. */
    public static class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.breakers.window",
                    "1",
                    "kintsugi.device.memory",
                    "18M",
                    "kintsugi.faults.enabled",
                    "true",
                    "kintsugi.home",
                    "target/test-home-memory");
        }
    }

    /** Each test meets the limit as if for the first time, also if the home is one that has learned before. */
    @BeforeEach
    void forgetWhatWasLearned() {
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @AfterEach
    void theModelIsNotBlamedForTheMemory() {
        assertThat(ServiceHome.metric("kintsugi_breaker_state{device=\"cpu\",model=\"shapes-diffusion\"}"))
                .isZero();
    }

    private static final String PROMPT = "a large red star on a blue background";

    @Test
    void drawsWithinTheBudgetWithoutAnyRepair() {
        assertThat(Drawing.of(PROMPT).draw().getList("kintsugi.trail")).isEmpty();
    }

    @Test
    void decodesInTilesWhereTheWholePictureDoesNotFitAndNeverDenoisesAgain() throws Exception {
        var answer = Drawing.of(PROMPT).with("size", "352x352").draw();
        assertThat(answer.getList("kintsugi.trail.failure", String.class)).contains("vram_exhaustion");
        assertThat(answer.getString("kintsugi.trail[-1].phase")).isEqualTo("decode");
        assertThat(answer.getString("kintsugi.degraded[0].what")).isEqualTo("decode");
        assertThat(answer.getString("kintsugi.degraded[0].to")).isEqualTo("tiled");
        assertThat(answer.getString("size")).isEqualTo("352x352");
        var picture = ImageIO.read(new ByteArrayInputStream(Drawing.png(answer)));
        assertThat(picture.getWidth()).isEqualTo(352);
        var steps = Drawing.denoisingSteps(answer);
        assertThat(steps.subList(steps.size() - 20, steps.size()))
                .as("denoised once, from the first step to the last")
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(steps.stream().filter(step -> step == 20).count()).isEqualTo(1);
    }

    @Test
    void aFaultOfTheLimitIsTheFailureOfThisBudget() {
        var body = Map.of("boundary", "memory_limit", "kind", "allocation", "matcher", Map.of("phase", "decode"));
        given().contentType("application/json")
                .body(body)
                .post("/admin/faults")
                .then()
                .statusCode(201);
        Drawing.of(PROMPT)
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(507)
                .body("error.code", org.hamcrest.Matchers.equalTo("vram_exhaustion"));
        given().delete("/admin/faults").then().statusCode(204);
        assertThat(Drawing.of(PROMPT).draw().getList("kintsugi.trail")).isEmpty();
    }

    @Test
    void drawsSmallerWhatDoesNotFitAtAll() {
        var answer = Drawing.of(PROMPT).with("size", "512x512").draw();
        assertThat(answer.getString("kintsugi.degraded[0].what")).isEqualTo("size");
        assertThat(answer.getString("kintsugi.degraded[0].from")).isEqualTo("512x512");
        assertThat(answer.getString("size")).isEqualTo(answer.getString("kintsugi.degraded[0].to"));
        assertThat(answer.getList("kintsugi.warnings", String.class))
                .anySatisfy(warning -> assertThat(warning)
                        .contains("size")
                        .endsWith("because of too little memory (vram_exhaustion)."));
    }

    @Test
    void aPictureThatIsFarTooLargeBecomesSmallEnoughWithinTheFewTriesThereAre() {
        var answer = Drawing.of(PROMPT).with("size", "640x640").with("steps", 5).draw();
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'size' }.from"))
                .isEqualTo("640x640");
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'size' }.to"))
                .isEqualTo(answer.getString("size"));
    }

    /** What once went wrong: weights that were loaded anew after a failure switched the budget off for ever. */
    @Test
    void theBudgetHoldsAfterAnyFailures() {
        for (var size : List.of("352x352", "512x512", "640x640", "512x512", "352x352", "512x512")) {
            forgetWhatWasLearned();
            var answer = Drawing.of(PROMPT).with("size", size).with("steps", 5).draw();
            assertThat(answer.getList("kintsugi.degraded.what", String.class))
                    .as(size)
                    .containsAnyOf("size", "decode");
            if (!size.equals("352x352")) {
                assertThat(answer.getString("size")).as(size).isNotEqualTo(size);
            }
        }
    }

    @Test
    void saysClearlyThatItDoesNotFitWhereNothingMayBeLost() {
        var error = Drawing.of(PROMPT)
                .with("size", "512x512")
                .with("max_degradation", 0)
                .send()
                .then()
                .statusCode(507)
                .extract()
                .jsonPath();
        assertThat(error.getString("error.code")).isEqualTo("vram_exhaustion");
        assertThat(error.getList("error.kintsugi.suggestions")).isNotEmpty();
        var details = error.getMap("error.kintsugi.details");
        assertThat(((Number) details.get("needed_bytes")).longValue())
                .isGreaterThan(((Number) details.get("available_bytes")).longValue());
        assertThat(details)
                .containsEntry("model", "shapes-diffusion")
                .containsKeys("would_fit", "tried_models", "size");
    }

    @Test
    void oneFailureDoesNotPoisonTheNextRequest() {
        Drawing.of(PROMPT)
                .with("size", "512x512")
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(507);
        var answer = Drawing.of(PROMPT).draw();
        assertThat(answer.getList("kintsugi.trail")).isEmpty();
    }
}
