package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every failure is counted once, whichever way it comes. */
@QuarkusTest
class ErrorsTest {

    @TestHTTPResource("/v1/stream")
    URI stream;

    @TestHTTPResource("/v1/images/generations")
    URI images;

    private final Instant start = Instant.now();
    private int before;

    @BeforeEach
    void count() {
        before = count(summary());
    }

    @Test
    void aBadRequestIsCountedOnce() {
        given().contentType("application/json")
                .body("{")
                .post("/v1/jobs")
                .then()
                .statusCode(400);
        var error = theOnly();
        assertThat(error)
                .containsEntry("type", "invalid_parameters")
                .containsEntry("severity", "low")
                .containsEntry("operation", "image_generation")
                .containsEntry("outcome", "refused")
                .doesNotContainKeys("model", "job");
    }

    @Test
    void aRefusedMethodAndAnUnknownPathAreCountedOnce() {
        given().delete("/v1/status").then().statusCode(405);
        assertThat(theOnly()).containsEntry("operation", "status");
        before++;
        given().header("X-Correlation-ID", "that-one").get("/v1/nothing").then().statusCode(404);
        assertThat(errors("limit=1").getFirst())
                .containsEntry("operation", "other")
                .containsEntry("correlation_id", "that-one");
        assertThat(count(summary())).isEqualTo(before + 1);
    }

    @Test
    void anUnknownModelIsCountedOnceUnderNoNameOfItsOwn() {
        given().contentType("application/json")
                .body(Map.of("prompt", "a red star", "model", "made-up-4711"))
                .post("/v1/images/generations")
                .then()
                .statusCode(404);
        assertThat(theOnly())
                .containsEntry("type", "model_not_found")
                .containsEntry("model", "other")
                .containsEntry("operation", "image_generation");
        var summary = summary();
        assertThat(summary.getList("by_model.name")).contains("other").doesNotContain("made-up-4711");
        assertThat(summary.getList("patterns.message"))
                .contains("there is no model named <text>; GET <path> lists those there are");
    }

    @Test
    void aJobThatIsRepairedIsCountedOnceWithWhatRepairedIt() throws IOException {
        var worked = worked(summary());
        Files.write(ServiceHome.file("unet/model.onnx"), new byte[1000]);
        var job = given().contentType("application/json")
                .body(Map.of("prompt", "a red star", "size", "64x64", "steps", 2))
                .post("/v1/images/generations")
                .then()
                .statusCode(200)
                .extract()
                .path("kintsugi.job");
        assertThat(theOnly())
                .containsEntry("model", "shapes-diffusion")
                .containsEntry("outcome", "repaired")
                .containsEntry("job", job);
        assertThat(worked(summary())).isEqualTo(worked + 1);
    }

    @Test
    void aJobThatFailsIsCountedOnceThoughItsCallerWaitsForIt() throws IOException {
        var file = ServiceHome.file("unet/model.onnx");
        var whole = Files.readAllBytes(file);
        Files.write(file, new byte[1000]);
        try {
            given().contentType("application/json")
                    .header("Kintsugi-Recovery", "none")
                    .body(Map.of("prompt", "a red star", "size", "64x64", "steps", 2))
                    .post("/v1/images/generations")
                    .then()
                    .statusCode(503);
        } finally {
            Files.write(file, whole);
        }
        assertThat(theOnly()).containsEntry("outcome", "failed").containsEntry("model", "shapes-diffusion");
    }

    @Test
    void aJobThatIsCancelledThoughItsCallerWaitsIsNoFailure() {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.sendAsync(
                    HttpRequest.newBuilder(images)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"prompt\": \"a cancelled star\", \"size\": \"512x512\", \"steps\": 100}"))
                            .build(),
                    BodyHandlers.ofString());
            await().until(() -> answer.isDone() || !running().isEmpty());
            assertThat(answer).isNotDone();
            given().delete("/v1/jobs/" + running().getFirst()).then().statusCode(204);
            assertThat(answer.join().body()).contains("The job was cancelled.");
        }
        assertThat(errors("since=" + start)).isEmpty();
        assertThat(count(summary())).isEqualTo(before);
    }

    private static List<String> running() {
        return given().get("/v1/jobs?state=running").jsonPath().getList("jobs.id");
    }

    @Test
    void aMessageThatCannotBeUnderstoodIsCountedOnce() throws Exception {
        send("no message");
        assertThat(theOnly()).containsEntry("operation", "websocket").containsEntry("type", "websocket_error");
    }

    @Test
    void aMessageForAnUnknownModelIsCountedOnce() throws Exception {
        send("{\"type\":\"submit\",\"id\":\"1\",\"data\":{\"prompt\":\"a red star\",\"model\":\"made-up\"}}");
        assertThat(theOnly())
                .containsEntry("operation", "websocket")
                .containsEntry("type", "model_not_found")
                .containsEntry("model", "other");
    }

    /** Returns when the error is there. */
    private void send(String message) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answered = new CompletableFuture<String>();
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(stream.toString().replace("http", "ws")), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            if (text.toString().contains("\"error\"")) {
                                answered.complete(text.toString());
                            }
                            return WebSocket.Listener.super.onText(from, text, last);
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            socket.sendText(message, true).get(10, TimeUnit.SECONDS);
            answered.get(10, TimeUnit.SECONDS);
            socket.abort();
        }
    }

    @Test
    void aFloodOfFailuresIsASpike() {
        for (int i = 0; i < 60; i++) {
            given().get("/v1/nothing").then().statusCode(404);
        }
        var summary = given().get("/v1/errors/summary?window=minute").jsonPath();
        assertThat(summary.getList("spikes.type")).contains("unsupported_operation");
        assertThat(summary.getFloat("per_minute")).isPositive();
    }

    @Test
    void filtersAreReadAndThoseThatAreWrongAreNamed() {
        given().get("/v1/errors?type=x&severity=y&since=z&limit=0&limit=2")
                .then()
                .statusCode(422)
                .body("field_errors[0].field", equalTo("limit"));
        given().get("/v1/errors?type=x&severity=y&since=z&limit=0")
                .then()
                .statusCode(422)
                .body("field_errors.field", hasItems("type", "severity", "since", "limit"));
        given().get("/v1/errors/summary?window=year")
                .then()
                .statusCode(422)
                .body("field_errors[0].field", equalTo("window"));
        assertThat(errors("severity=critical&type=invalid_parameters")).isEmpty();
        assertThat(errors("type=invalid_parameters&operation=errors&since=" + start))
                .hasSize(3);
    }

    /** What was counted since the begin of the test. */
    private Map<String, Object> theOnly() {
        assertThat(count(summary())).isEqualTo(before + 1);
        var since = errors("since=" + start);
        assertThat(since).hasSize(1);
        return since.getFirst();
    }

    private static List<Map<String, Object>> errors(String filter) {
        return given().get("/v1/errors?" + filter)
                .then()
                .statusCode(200)
                .extract()
                .path("errors");
    }

    private static int count(JsonPath summary) {
        return summary.getInt("count");
    }

    private static int worked(JsonPath summary) {
        List<Integer> worked = summary.getList("strategies.worked");
        return worked.stream().mapToInt(count -> count).sum();
    }

    private static JsonPath summary() {
        return given().get("/v1/errors/summary")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
