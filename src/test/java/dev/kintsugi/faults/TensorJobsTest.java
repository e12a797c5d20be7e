package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.ServiceHome;
import dev.kintsugi.runtime.session.TinyModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs of the second kind: any network in the models folder, with tensors of the caller, from the request to the row of the page. */
@QuarkusTest
@TestProfile(TensorJobsTest.Alone.class)
class TensorJobsTest {

    /** A home of its own; files are restored only when a request needs them, so that it meets the damage. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kintsugi.home", "target/test-home-tensors", "kintsugi.models.repair", "on_request");
        }
    }

    private static final Path MODELS = Path.of("target/test-home-tensors/models");
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(MODELS.resolve("sums"));
        sum(1).writeTo(MODELS.resolve("sums/model.onnx"));
        sum(1).writeTo(MODELS.resolve("alone.onnx"));
        Files.createDirectories(MODELS.resolve("slow"));
        TinyModel.loop(1_000_000_000_000L).writeTo(MODELS.resolve("slow/model.onnx"));
        Files.createDirectories(MODELS.resolve("halved"));
        nothing().writeTo(MODELS.resolve("halved/model.onnx"));
        sum(1).writeTo(MODELS.resolve("halved/model_fp16.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/alone").statusCode() == 200);
    }

    /** y = x + one, for any number of rows of two. */
    private static TinyModel sum(float one) {
        return new TinyModel()
                .initializer("one", TinyModel.FLOAT, TinyModel.floats(one), 1)
                .input("x", TinyModel.FLOAT, -1, 2)
                .output("y", TinyModel.FLOAT, -1, 2)
                .node("Add", List.of("x", "one"), "y");
    }

    /** y = (x - x) / (x - x), which is not a number, whatever x is. */
    private static TinyModel nothing() {
        return new TinyModel()
                .input("x", TinyModel.FLOAT, -1, 2)
                .output("y", TinyModel.FLOAT, -1, 2)
                .node("Sub", List.of("x", "x"), "d")
                .node("Div", List.of("d", "d"), "y");
    }

    @AfterEach
    void rest() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(ServiceHome::isAtRest);
    }

    @Test
    void computesTheOnlyNetworkOfAFolderOrOfAFile() throws IOException {
        for (var model : List.of("sums", "alone")) {
            var job = submit(Map.of(
                            "kind",
                            "tensor",
                            "model",
                            model,
                            "inputs",
                            Map.of("x", floats(List.of(2, 2), 1, 2.5, -3, 0))))
                    .statusCode(200)
                    .body("kind", equalTo("tensor"))
                    .body("state", equalTo("completed"))
                    .body("model", equalTo(model))
                    .body("trail", equalTo(List.of()))
                    .extract()
                    .jsonPath();
            var artifact = given().get(job.getString("artifacts[0]"))
                    .then()
                    .statusCode(200)
                    .contentType("application/json")
                    .extract()
                    .asString();
            assertThat(artifact)
                    .isEqualTo(
                            "{\"outputs\":{\"y\":{\"dtype\":\"float32\",\"shape\":[2,2],\"data\":[2.0,3.5,-2.0,1.0]}}}");
        }
    }

    @Test
    void computesEachNetworkOfABuiltInModel() {
        var ids = Map.of("dtype", "int32", "shape", List.of(1, 32), "data", Collections.nCopies(32, 1));
        var job = submit(Map.of(
                        "kind", "tensor",
                        "model", "shapes-diffusion",
                        "network", "text_encoder",
                        "inputs", Map.of("input_ids", ids)))
                .statusCode(200)
                .body("state", equalTo("completed"))
                .extract()
                .jsonPath();
        var output = given().get(job.getString("artifacts[0]")).jsonPath();
        assertThat(output.getList("outputs.last_hidden_state.shape", Integer.class))
                .startsWith(1, 32)
                .hasSize(3);
    }

    @Test
    void saysEverythingThatIsWrongWithTheFieldThatItIsWrongIn() {
        refused(Map.of("kind", "hologram"), "kind", "image, tensor");
        refused(Map.of("kind", "tensor", "inputs", Map.of("x", floats(List.of(1, 2), 1, 2))), "model", "must be given");
        refused(tensor(Map.of()), "inputs", "a tensor for each input");
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
    void restoresADamagedFileAndTellsSo() throws IOException {
        var network = MODELS.resolve("shapes-diffusion-lite/1.0.0/text_encoder/model.onnx");
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

    @Test
    void answersShapesThatANetworkCannotComputeWithAsAMistakeOfTheCaller() throws IOException {
        Files.createDirectories(MODELS.resolve("pair"));
        new TinyModel()
                .input("a", TinyModel.FLOAT, -1)
                .input("b", TinyModel.FLOAT, -1)
                .output("y", TinyModel.FLOAT, -1)
                .node("Add", List.of("a", "b"), "y")
                .writeTo(MODELS.resolve("pair/model.onnx"));
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

    @Test
    void refusesANetworkThatGivesOnlyTexts() throws IOException {
        Files.createDirectories(MODELS.resolve("texts"));
        new TinyModel()
                .input("x", TinyModel.FLOAT, 1)
                .output("y", TinyModel.STRING, 1)
                .node(
                        "Cast",
                        List.of("x"),
                        "y",
                        new TinyModel.Message()
                                .text(1, "to")
                                .number(3, TinyModel.STRING)
                                .number(20, 2))
                .writeTo(MODELS.resolve("texts/model.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/texts").statusCode() == 200);
        submit(Map.of("kind", "tensor", "model", "texts", "inputs", Map.of("x", floats(List.of(1), 1))))
                .statusCode(501)
                .body("code", equalTo("unsupported_operation"));
    }

    @Test
    void isStoppedWhileItRunsByACancelAndByItsDeadline() {
        var body = new HashMap<String, Object>(Map.of(
                "kind", "tensor", "model", "slow", "inputs", Map.of("x", floats(List.of(1), 1)), "recovery", "none"));
        var id = given().contentType("application/json")
                .body(body)
                .post("/v1/jobs")
                .jsonPath()
                .getString("id");
        Awaitility.await().until(() -> state(id).equals("running"));
        given().delete("/v1/jobs/" + id).then().statusCode(204);
        Awaitility.await().until(() -> state(id).equals("cancelled"));
        body.put("deadline_seconds", 1);
        submit(body).statusCode(200).body("problem.code", equalTo("inference_timeout"));
    }

    private static String state(String id) {
        return given().get("/v1/jobs/" + id).jsonPath().getString("state");
    }

    @Test
    void isOneJobForOneKeyAndAnotherRequestNeedsAnotherKey() {
        var key = UUID.randomUUID().toString();
        var body = tensor(Map.of("x", floats(List.of(1, 2), 1, 2)));
        var first = keyed(key, body).statusCode(200).extract().jsonPath().getString("id");
        keyed(key, body).statusCode(200).body("id", equalTo(first));
        keyed(key, tensor(Map.of("x", floats(List.of(1, 2), 1, 3))))
                .statusCode(422)
                .body("field_errors.field", hasItem("Idempotency-Key"));
    }

    @Test
    void tellsItsStoryInEventsThatAreKept() throws IOException {
        var job = submit(tensor(Map.of("x", floats(List.of(1, 2), 1, 2))))
                .extract()
                .jsonPath();
        var events = given().accept("text/event-stream")
                .get("/v1/jobs/" + job.getString("id") + "/events")
                .asString();
        var last = events.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> read(line.substring("data:".length())))
                .toList()
                .getLast();
        assertThat(events).contains("event: job.completed");
        assertThat(last.at("/outputs/y/data")).hasToString("[2.0,3.0]");
        assertThat(last.at("/kintsugi/model_used").asText()).isEqualTo("sums");
        assertThat(last.at("/kintsugi").has("seeds")).isFalse();
        assertThat(events).contains("\"phase\":\"infer\"");
        given().get("/v1/jobs?model=sums").then().body("jobs.kind", hasItem("tensor"));
    }

    @Test
    void tellsOfFieldsOfOtherKindsThatTheyHaveNoEffect() {
        var body = new HashMap<String, Object>(tensor(Map.of("x", floats(List.of(1, 2), 1, 2))));
        body.put("prompt", "a red star");
        submit(body).statusCode(200).body("warnings", contains(containsString("'prompt' has no effect")));
        submit(tensor(Map.of("x", floats(List.of(1, 2), 1, 2)))).body("warnings", nullValue());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> tensor(Map<String, ?> inputs) {
        return Map.of("kind", "tensor", "model", "sums", "inputs", inputs);
    }

    private static Map<String, Object> floats(List<Integer> shape, Number... data) {
        return Map.of("dtype", "float32", "shape", shape, "data", List.of(data));
    }

    private static ValidatableResponse submit(Map<String, ?> body) {
        return keyed(UUID.randomUUID().toString(), body);
    }

    private static ValidatableResponse keyed(String key, Map<String, ?> body) {
        return given().contentType("application/json")
                .header("Prefer", "wait=60")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/jobs")
                .then();
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
