package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.runtime.session.TinyModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What one caller's numbers do to a network is no matter of others; what its files do is, and passes by itself. */
@QuarkusTest
@TestProfile(TensorBreakersTest.Touchy.class)
class TensorBreakersTest extends TensorJobsFixture {

    /** Four tries of which two failed open a breaker, for longer than any test. */
    public static class Touchy extends Alone {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home",
                    "target/test-home-tensor-breakers",
                    "kintsugi.models.repair",
                    "on_request",
                    "kintsugi.breakers.window",
                    "4",
                    "kintsugi.breakers.delay",
                    "10m",
                    "kintsugi.device.concurrency",
                    "2");
        }
    }

    @Test
    void numbersThatOverflowKeepNoPicturesFromBeingDrawnAndTeachNothing() {
        given().post("/admin/recovery/reset");
        var latents =
                IntStream.range(0, 256).mapToObj(i -> i % 2 == 0 ? 3e38 : -3e38).toArray(Number[]::new);
        for (int i = 0; i < 6; i++) {
            submit(Map.of(
                            "kind", "tensor",
                            "model", "shapes-diffusion",
                            "network", "vae_decoder",
                            "inputs", Map.of("latent_sample", floats(List.of(1, 4, 8, 8), latents))))
                    .statusCode(200)
                    .body("problem.code", equalTo("non_finite_output"));
        }
        var picture = Drawing.of("a red star")
                .with("model", "shapes-diffusion")
                .with("steps", 2)
                .with("recovery", "none")
                .send();
        assertThat(picture.statusCode()).as(picture.asString()).isEqualTo(200);
        assertThat(given().get("/admin/recovery/learned").asString()).doesNotContain("non_finite_output");
    }

    @Test
    void aCallerWhoDividesByZeroKeepsNobodyFromDividing() throws IOException {
        install(
                "div",
                new TinyModel()
                        .input("a", TinyModel.FLOAT, -1)
                        .input("b", TinyModel.FLOAT, -1)
                        .output("y", TinyModel.FLOAT, -1)
                        .node("Div", List.of("a", "b"), "y"));
        var jobs = new ArrayList<Future<String>>();
        try (var callers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 64; i++) {
                var zero = i % 2;
                jobs.add(callers.submit(() -> divide(1 - zero, 1 - zero)
                        .extract()
                        .jsonPath()
                        .getString(zero == 0 ? "state" : "problem.code")));
            }
        }
        assertThat(jobs.stream().map(Future::resultNow))
                .contains("completed", "non_finite_output")
                .doesNotContain("failed", "waiting_for_user", "model_overloaded");
    }

    @Test
    void aJobWhoseModelIsLeftAloneFailsAndIsNotKeptForAPerson() throws IOException {
        var models = new ModelsFolder(models().toAbsolutePath());
        models.makeUnusable("shapes-diffusion-lite");
        try {
            var job = Awaitility.await()
                    .until(
                            () -> encode().extract().jsonPath(),
                            answer -> "model_overloaded".equals(answer.getString("problem.code")));
            assertThat(job.getString("problem.detail")).contains("left alone");
            assertThat(job.getString("state")).isEqualTo("failed");
            assertThat(job.getBoolean("problem.retryable")).isTrue();
            assertThat(job.getBoolean("problem.requires_user_action")).isFalse();
            assertThat(job.getString("problem.resume")).isNull();
        } finally {
            models.mend("shapes-diffusion-lite");
        }
    }

    private static ValidatableResponse encode() {
        var ids = Map.of("dtype", "int32", "shape", List.of(1, 32), "data", Collections.nCopies(32, 1));
        return submit(Map.of(
                "kind", "tensor",
                "model", "shapes-diffusion-lite",
                "network", "text_encoder",
                "recovery", "none",
                "inputs", Map.of("input_ids", ids)));
    }

    private static ValidatableResponse divide(Number a, Number b) {
        return submit(Map.of(
                "kind", "tensor",
                "model", "div",
                "inputs", Map.of("a", floats(List.of(1), a), "b", floats(List.of(1), b))));
    }

    private static void install(String name, TinyModel network) throws IOException {
        Files.createDirectories(models().resolve(name));
        network.writeTo(models().resolve(name + "/model.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/" + name).statusCode() == 200);
    }
}
