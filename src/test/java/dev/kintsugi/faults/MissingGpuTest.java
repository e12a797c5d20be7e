package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
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
    void isReadyAndSaysWhereItAnswers() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'a model can answer' }.data.device",
                        org.hamcrest.Matchers.equalTo("cpu"));
    }

    @Test
    void failsWhereTheCallerWantsNoOtherDevice() {
        Drawing.of("a red star")
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(503)
                .body("error.code", org.hamcrest.Matchers.equalTo("hardware_optimization_failure"));
    }
}
