package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that was told to use a GPU on a machine that has none: it works, and does not hide where. */
@QuarkusTest
@TestProfile(MissingGpuTest.Gpu.class)
class MissingGpuTest {

    /** A device that ONNX Runtime's CPU build cannot offer. */
    public static class Gpu implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.breakers.window",
                    "1",
                    "kintsugi.device",
                    "cuda:7",
                    "kintsugi.home",
                    "target/test-home-gpu");
        }
    }

    @Test
    void drawsOnTheCpuAndSaysSo() {
        var answer = Drawing.of("a red star").draw();
        assertThat(answer.getString("kintsugi.device")).isEqualTo("cpu");
        assertThat(answer.getString("kintsugi.trail[-1].failure")).isEqualTo("hardware_optimization_failure");
        assertThat(answer.getString("kintsugi.trail[-1].change.to")).isEqualTo("cpu");
        assertThat(ServiceHome.metric("kintsugi_breaker_state{device=\"cuda:7\",model=\"shapes-diffusion\"}"))
                .as("the device is to blame")
                .isZero();
    }

    @Test
    void computesTensorsOnTheCpuAndSaysSo() {
        var job = tensor("any").statusCode(200).extract().jsonPath();
        assertThat(job.getString("state")).isEqualTo("completed");
        assertThat(job.getString("trail[-1].failure")).isEqualTo("hardware_optimization_failure");
        assertThat(job.getString("trail[-1].change.to")).isEqualTo("cpu");
        given().get(job.getString("artifacts[0]"))
                .then()
                .statusCode(200)
                .body("outputs.sample.shape", equalTo(List.of(1, 3, 8, 8)));
    }

    @Test
    void refusesTensorsWhereTheCallerWantsNoOtherDevice() {
        var job = tensor("none").extract().jsonPath();
        assertThat(job.getString("state")).isEqualTo("waiting_for_user");
        assertThat(job.getString("problem.code")).isEqualTo("hardware_optimization_failure");
    }

    private static ValidatableResponse tensor(String recovery) {
        var latents = Map.of("dtype", "float32", "shape", List.of(1, 4, 1, 1), "data", List.of(0.5, -1, 0, 2));
        return given().contentType("application/json")
                .header("Prefer", "wait=60")
                .body(Map.of(
                        "kind", "tensor",
                        "model", "shapes-diffusion",
                        "network", "vae_decoder",
                        "recovery", recovery,
                        "inputs", Map.of("latent_sample", latents)))
                .post("/v1/jobs")
                .then();
    }

    @Test
    void isReadyAndSaysWhereItAnswers() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'a model can answer' }.data.device", equalTo("cpu"));
    }

    @Test
    void failsWhereTheCallerWantsNoOtherDevice() {
        Drawing.of("a red star")
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(503)
                .body("error.code", equalTo("hardware_optimization_failure"));
    }
}
