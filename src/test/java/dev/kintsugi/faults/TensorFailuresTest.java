package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.kintsugi.runtime.session.TinyModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs with tensors whose request is wrong, whose files are damaged, or whose network cannot compute what is asked for. */
@QuarkusTest
@TestProfile(TensorJobsFixture.Alone.class)
class TensorFailuresTest extends TensorJobsFixture {

    @Test
    void saysEverythingThatIsWrongWithTheFieldThatItIsWrongIn() {
        refused(Map.of("kind", "hologram"), "kind", "image, tensor");
        refused(Map.of("kind", "tensor", "inputs", Map.of("x", floats(List.of(1, 2), 1, 2))), "model", "must be given");
        refused(tensor(Map.of()), "inputs.x", "is missing: float32 of shape [?, 2]");
        refused(
                tensor(Map.of("x", floats(List.of(1, 2), 1))),
                "inputs.x.data",
                "has 1 numbers, but the shape [1, 2] has 2");
        refused(tensor(Map.of("x", floats(List.of(1, 3), 1, 2, 3))), "inputs.x.shape", "must be [?, 2]");
        var huge = Integer.MAX_VALUE;
        refused(tensor(Map.of("x", floats(List.of(huge, huge, huge, 0)))), "inputs.x.shape", "must be [?, 2]");
        refused(tensor(Map.of("x", floats(List.of(huge, huge, huge)))), "inputs.x.shape", "at most");
        refused(tensor(Map.of("x", floats(List.of(1, 2), 1, 1e300))), "inputs.x.data[1]", "a number from");
        refused(
                tensor(Map.of("x", Map.of("dtype", "int64", "shape", List.of(1, 2), "data", List.of(1, 2)))),
                "inputs.x.dtype",
                "must be float32, was int64");
        refused(
                tensor(Map.of("x", Map.of("dtype", "complex64", "shape", List.of(), "data", List.of(1)))),
                "inputs.x.dtype",
                "must be one of float32");
        refused(
                tensor(Map.of("y", floats(List.of(1, 2), 1, 2))),
                "inputs.y",
                "is no input of the network model, which takes x");
        refused(
                Map.of("kind", "tensor", "model", "shapes-diffusion", "inputs", Map.of("x", floats(List.of(1), 1))),
                "network",
                "must be one of text_encoder, unet, vae_decoder");
        given().contentType("application/json")
                .body(Map.of("kind", "tensor", "model", "nobody", "inputs", Map.of("x", floats(List.of(1), 1))))
                .post("/v1/jobs")
                .then()
                .statusCode(404)
                .body("code", equalTo("model_not_found"));
    }

    @Test
    void answersShapesThatANetworkCannotComputeWithAsAMistakeOfTheCaller() throws IOException {
        Files.createDirectories(models().resolve("pair"));
        new TinyModel()
                .input("a", TinyModel.FLOAT, -1)
                .input("b", TinyModel.FLOAT, -1)
                .output("y", TinyModel.FLOAT, -1)
                .node("Add", List.of("a", "b"), "y")
                .writeTo(models().resolve("pair/model.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/pair").statusCode() == 200);
        submit(Map.of(
                        "kind", "tensor",
                        "model", "pair",
                        "inputs", Map.of("a", floats(List.of(2), 1, 2), "b", floats(List.of(3), 1, 2, 3))))
                .statusCode(200)
                .body("state", equalTo("failed"))
                .body("problem.code", equalTo("invalid_parameters"))
                .body("problem.field_errors[0].field", equalTo("inputs"))
                .body("problem.field_errors[0].message", containsString("Add"));
    }

    /** It would take longer than any test, and all memory there is. */
    @Test
    void refusesBeforehandWhatWouldBeTooLargeToSend() throws IOException {
        Files.createDirectories(models().resolve("wide"));
        new TinyModel()
                .initializer("shape", TinyModel.INT64, TinyModel.longs(1_000_000, 1_000_000), 2)
                .input("x", TinyModel.FLOAT, 1)
                .output("y", TinyModel.FLOAT, 1_000_000, 1_000_000)
                .node("Expand", List.of("x", "shape"), "y")
                .writeTo(models().resolve("wide/model.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/wide").statusCode() == 200);
        submit(Map.of("kind", "tensor", "model", "wide", "inputs", Map.of("x", floats(List.of(1), 1))))
                .statusCode(200)
                .body("state", equalTo("failed"))
                .body("problem.code", equalTo("invalid_parameters"))
                .body("problem.field_errors[0].message", containsString("y too large: at least 1000000000000 numbers"));
    }

    @Test
    void computesANetworkThatTakesNothing() throws IOException {
        Files.createDirectories(models().resolve("constant"));
        new TinyModel()
                .initializer("one", TinyModel.FLOAT, TinyModel.floats(1), 1)
                .output("y", TinyModel.FLOAT, 1)
                .node("Identity", List.of("one"), "y")
                .writeTo(models().resolve("constant/model.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/constant").statusCode() == 200);
        submit(Map.of("kind", "tensor", "model", "constant", "inputs", Map.of()))
                .statusCode(200)
                .body("state", equalTo("completed"));
    }

    @Test
    void restoresADamagedFileAndTellsSo() throws IOException {
        var network = models().resolve("shapes-diffusion-lite/1.0.0/text_encoder/model.onnx");
        var whole = Files.readAllBytes(network);
        var damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(network, damaged);
        var ids = Map.of("dtype", "int32", "shape", List.of(1, 32), "data", Collections.nCopies(32, 1));
        submit(Map.of(
                        "kind", "tensor",
                        "model", "shapes-diffusion-lite",
                        "network", "text_encoder",
                        "inputs", Map.of("input_ids", ids)))
                .statusCode(200)
                .body("state", equalTo("completed"))
                .body("trail.strategy", hasItem("automatic_repair"))
                .body("trail.outcome", hasItem("worked"));
        assertThat(Files.readAllBytes(network)).isEqualTo(whole);
    }

    @Test
    void computesInAnotherPrecisionWhatIsNotANumberInTheOneThatWasAskedFor() {
        var job = submit(Map.of(
                        "kind", "tensor", "model", "halved", "inputs", Map.of("x", floats(List.of(1, 2), 1, 2))))
                .statusCode(200)
                .body("state", equalTo("completed"))
                .body("trail.failure", hasItem("non_finite_output"))
                .extract()
                .jsonPath();
        assertThat(given().get(job.getString("artifacts[0]")).jsonPath().getList("outputs.y.data", Float.class))
                .containsExactly(2f, 3f);
    }

    private static void refused(Map<String, ?> body, String field, String message) {
        var answer = submit(body)
                .statusCode(422)
                .body("code", equalTo("invalid_parameters"))
                .extract()
                .jsonPath();
        assertThat(messages(answer)).as(body + " " + answer.prettify()).anySatisfy(error -> {
            assertThat(error.get("field")).isEqualTo(field);
            assertThat(error.get("message")).contains(message);
        });
    }

    private static List<Map<String, String>> messages(JsonPath answer) {
        return answer.getList("field_errors");
    }
}
