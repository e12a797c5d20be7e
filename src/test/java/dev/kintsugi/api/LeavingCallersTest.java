package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Callers that leave before their pictures are there, and come back. */
@QuarkusTest
class LeavingCallersTest extends ProblemsFixture {

    private static final Duration LONG = Duration.ofSeconds(120);

    @TestHTTPResource("/")
    URI url;

    private static String body(String prompt, int steps, boolean stream) {
        return "{\"prompt\":\"%s\",\"steps\":%d,\"size\":\"512x512\",\"stream\":%s}".formatted(prompt, steps, stream);
    }

    /** Leaves as soon as the job runs; its id. */
    private String leave(String body, String... headers) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(url.resolve(DRAW))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            var answer = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
            await().atMost(LONG).until(() -> answer.isDone() || !ids("running").isEmpty());
            assertThat(answer).isNotDone();
            var job = ids("running").getFirst();
            client.shutdownNow();
            return job;
        }
    }

    private static List<String> ids(String state) {
        return given().get("/v1/jobs?state=" + state).jsonPath().getList("jobs.id");
    }

    private static Response again(String body, String key) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post(DRAW);
    }

    @Test
    void withAKeyFindTheirPictures() {
        for (var stream : List.of(false, true)) {
            var body = body("a star left alone", 100, stream);
            var key = "left-" + stream;
            leave(body, "Idempotency-Key", key);
            await().atMost(LONG).until(() -> again(body, key).statusCode() == 200);
            assertThat(again(body, key).asString()).contains("b64_json").doesNotContain("cancelled");
        }
    }

    @Test
    void withoutAKeyDoNotWantThemAnyMore() {
        var job = leave(body("a star given up", 100, false));
        await().atMost(LONG).until(() -> ids("cancelled").contains(job));
    }

    @Test
    void areToldThatOnlyAnotherKeyHelpsIfAnotherCallCancelledTheJob() {
        var body = body("a star called off", 100, false);
        var job = leave(body, "Idempotency-Key", "called-off");
        given().delete("/v1/jobs/" + job).then().statusCode(204);
        await().atMost(LONG).until(() -> ids("cancelled").contains(job));
        var answer = again(body, "called-off");
        assertThat(answer.statusCode()).isEqualTo(409);
        var problem = answer.jsonPath();
        assertThat(problem.getBoolean("error.kintsugi.retryable")).isFalse();
        assertThat(problem.getList("error.kintsugi.suggestions", String.class))
                .allMatch(text -> text.contains("another Idempotency-Key"));
        assertThat(problem.getMap("error.kintsugi")).doesNotContainKey("estimated_resolution_seconds");
    }
}
