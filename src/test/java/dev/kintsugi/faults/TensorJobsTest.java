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
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs of the second kind: any network in the models folder, with tensors of the caller, from the request to the row of the page. */
@QuarkusTest
@TestProfile(TensorJobsFixture.Alone.class)
class TensorJobsTest extends TensorJobsFixture {

    private static final ObjectMapper JSON = new ObjectMapper();

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
}
