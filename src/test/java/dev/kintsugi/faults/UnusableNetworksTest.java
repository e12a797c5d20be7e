package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.kintsugi.runtime.session.TinyModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Networks of the operator's own that take too long or cannot be used. */
@QuarkusTest
@TestProfile(TensorJobsFixture.Alone.class)
class UnusableNetworksTest extends TensorJobsFixture {

    private static void install(String name, byte[] network) throws IOException {
        Files.write(Files.createDirectories(models().resolve(name)).resolve("model.onnx"), network);
        Awaitility.await().until(() -> given().get("/v1/models/" + name).statusCode() == 200);
    }

    private static Map<String, Object> due(String model) {
        return Map.of(
                "kind",
                "tensor",
                "model",
                model,
                "recovery",
                "any",
                "deadline_seconds",
                3,
                "inputs",
                Map.of("x", floats(List.of(1), 1)));
    }

    /** The same tensors, for a network of the same name. */
    @Test
    void theKeptResultOfAnotherModelIsNoAnswer() throws IOException {
        install("quick", TinyModel.cast(TinyModel.FLOAT, TinyModel.INT64).bytes());
        var inputs = Map.of("x", floats(List.of(1), 1));
        submit(Map.of("kind", "tensor", "model", "quick", "inputs", inputs)).body("state", equalTo("completed"));
        submit(Map.of("kind", "tensor", "model", "slow", "inputs", inputs, "deadline_seconds", 2))
                .body("state", equalTo("failed"))
                .body("problem.code", equalTo("inference_timeout"));
    }

    @Test
    void whatHasNoLighterPlanGetsAllOfItsDeadlineAndFailsThen() {
        var job = submit(due("slow"))
                .statusCode(200)
                .body("state", equalTo("failed"))
                .body("problem.code", equalTo("inference_timeout"))
                .body("problem.detail", not(containsString("step")))
                .body("problem.resume", nullValue())
                .extract()
                .jsonPath();
        var took = Duration.between(Instant.parse(job.getString("created")), Instant.parse(job.getString("ended")));
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aNetworkThatCannotBeLoadedIsListedAsIncompatibleWithTheReason() throws IOException {
        install(
                "unknown",
                new TinyModel()
                        .input("x", TinyModel.FLOAT, 1)
                        .output("y", TinyModel.FLOAT, 1)
                        .node("NoSuchOperator", List.of("x"), "y")
                        .bytes());
        submit(due("unknown")).body("problem.code", equalTo("model_compatibility_error"));
        given().get("/v1/models/unknown").then().body("kintsugi.state", equalTo("incompatible"));
        Awaitility.await() // the status is the truth within two seconds, on a machine that is not busy
                .untilAsserted(() -> given().get("/v1/status")
                        .then()
                        .body("status", equalTo("degraded"))
                        .body("models.find { it.id == 'unknown' }.state", equalTo("incompatible"))
                        .body("models.find { it.id == 'unknown' }.problem", containsString("NoSuchOperator")));
        install("unknown", TinyModel.loop(1).bytes());
        Awaitility.await()
                .until(() -> given().get("/v1/models/unknown")
                        .jsonPath()
                        .getString("kintsugi.state")
                        .equals("available"));
        submit(due("unknown")).body("state", equalTo("completed"));
    }

    @Test
    void anEmptyFileIsACorruptedModel() throws IOException {
        install("empty", new byte[0]);
        submit(due("empty")).statusCode(200).body("problem.code", equalTo("model_corruption_detected"));
        given().get("/v1/models/empty").then().body("kintsugi.state", equalTo("corrupted"));
    }

    @Test
    void namesAMissingModelBesideMissingInputs() {
        submit(Map.of("kind", "tensor")).statusCode(422).body("field_errors.field", hasItems("model", "inputs"));
    }
}
