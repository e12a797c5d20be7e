package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.ServiceHome;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs by plain HTTP: submitted once, waited for, and told. */
@QuarkusTest
@TestProfile(JobsFixture.OneWorker.class)
class JobsApiTest extends JobsFixture {

    @TestHTTPResource
    URI url;

    @Test
    void isAcceptedAtOnceAndFoundWhereTheAnswerSays() {
        var accepted = submission(SMALL)
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .header("RateLimit-Policy", equalTo("\"queue\";q=3"))
                .header("RateLimit", matchesPattern("\"queue\";r=[0-3];t=\\d+"));
        var id = accepted.extract().jsonPath().getString("id");
        accepted.header("Location", endsWith("/v1/jobs/" + id)).body("priority", equalTo("normal"));
        Awaitility.await().until(() -> state(id).equals("completed"));
    }

    @Test
    void isToldHowMuchRoomItsKindHas() {
        submission(Map.of("kind", "tensor"))
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .header("RateLimit-Policy", equalTo("\"queue\";q=2"))
                .header("RateLimit", matchesPattern("\"queue\";r=[0-2];t=\\d+"))
                .body("suggestions.join()", not(containsString("128x128")))
                .body("suggestions.join()", not(containsString("seed")));
    }

    @Test
    void whoWaitsGetsTheEndAndWhoseTimeIsOverTheJobAsItStands() {
        submission(SMALL)
                .header("Prefer", "wait=60")
                .post("/v1/jobs")
                .then()
                .statusCode(200)
                .header("Preference-Applied", "wait=60")
                .body("state", equalTo("completed"))
                .body("artifacts.size()", equalTo(1));
        var late = submission(LONG)
                .header("Prefer", "wait=1")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .body("state", equalTo("running"))
                .extract()
                .jsonPath()
                .getString("id");
        begun.add(late);
        assertThat(state(late)).as("nobody's going away stops it").isEqualTo("running");
    }

    @Test
    void aJobTellsWhatIsLessThanWasAskedForHoweverOftenItIsRead() {
        var job = submission(with(SMALL, Map.of("model", "no-such-model", "size", "70x64")))
                .header("Kintsugi-Recovery", "any")
                .header("Prefer", "wait=60")
                .post("/v1/jobs")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(job.getString("kintsugi.model_used")).isEqualTo("shapes-diffusion");
        assertThat(job.getBoolean("kintsugi.was_fallback")).isTrue();
        assertThat(job.getList("kintsugi.seeds")).containsExactly(7);
        assertThat(job.getString("kintsugi.degraded")).contains("70x64");
        assertThat(job.getList("kintsugi.warnings")).isNotEmpty();
        assertThat(given().get("/v1/jobs/" + job.getString("id")).jsonPath().getMap("kintsugi"))
                .isEqualTo(job.getMap("kintsugi"));
        assertThat(job.getMap("asked"))
                .containsEntry("model", "no-such-model")
                .containsEntry("size", "70x64")
                .containsEntry("prompt", SMALL.get("prompt"))
                .doesNotContainKey("guidance");
        assertThat(job.getMap("kintsugi.asked")).isEqualTo(job.getMap("asked"));
        assertThat(job.getMap("kintsugi.used"))
                .containsEntry("model", "shapes-diffusion")
                .containsEntry("size", job.getString("kintsugi.degraded.find { it.what == 'size' }.to"))
                .containsEntry("prompt", SMALL.get("prompt"))
                .containsKeys("guidance", "seed", "steps", "n", "scheduler", "precision");
        var row = "jobs.find { it.id == '" + job.getString("id") + "' }.";
        given().get("/v1/jobs")
                .then()
                .body(row + "asked.prompt", equalTo(SMALL.get("prompt")))
                .body(row + "kintsugi.model_used", equalTo("shapes-diffusion"))
                .body(row + "kintsugi.was_fallback", equalTo(true));
    }

    @Test
    void theHeaderForRecoveryCountsForJobsAndOneThatIsNotKnownIsRefused() {
        for (var path : List.of("/v1/jobs", "/v1/images/generations")) {
            var refused = submission(SMALL)
                    .header("Kintsugi-Recovery", "bogus")
                    .post(path)
                    .then()
                    .statusCode(path.equals("/v1/jobs") ? 422 : 400)
                    .extract();
            assertThat(refused.asString()).contains("Kintsugi-Recovery", "must be one of none, retry, same_model, any");
        }
        submission(with(SMALL, Map.of("model", "no-such-model")))
                .header("Kintsugi-Recovery", "none")
                .post("/v1/jobs")
                .then()
                .statusCode(404);
    }

    @Test
    void theSameKeyIsTheSameJobAndNoOther() {
        var key = "\"" + UUID.randomUUID() + "\"";
        var first = submission(SMALL)
                .header("Idempotency-Key", key)
                .header("Prefer", "wait=60")
                .post("/v1/jobs");
        first.then().statusCode(200);
        submission(SMALL)
                .header("Idempotency-Key", key.replace("\"", ""))
                .post("/v1/jobs")
                .then()
                .statusCode(200)
                .body("id", equalTo(first.jsonPath().getString("id")));
        submission(LONG)
                .header("Idempotency-Key", key)
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("field_errors[0].field", equalTo("Idempotency-Key"));
        submission(SMALL)
                .header("Idempotency-Key", "spaces and \"quotes\"")
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("field_errors[0].field", equalTo("Idempotency-Key"));
    }

    @Test
    void aPictureThatIsAskedForTwiceUnderOneKeyIsDrawnOnce() throws Exception {
        var key = UUID.randomUUID().toString();
        var first = submission(SMALL).header("Idempotency-Key", key).post("/v1/images/generations");
        var second = submission(SMALL).header("Idempotency-Key", key).post("/v1/images/generations");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.jsonPath().getString("kintsugi.job"))
                .isEqualTo(first.jsonPath().getString("kintsugi.job"));
        assertThat(second.jsonPath().getString("data[0].b64_json"))
                .isEqualTo(first.jsonPath().getString("data[0].b64_json"));

        var running = UUID.randomUUID().toString();
        var request = HttpRequest.newBuilder(url.resolve("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", running)
                .POST(HttpRequest.BodyPublishers.ofString(new ObjectMapper().writeValueAsString(LONG)))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var asked = client.sendAsync(request, BodyHandlers.ofString());
            Awaitility.await().until(() -> ServiceHome.metric("kintsugi_jobs_running") == 1);
            submission(LONG)
                    .header("Idempotency-Key", running)
                    .post("/v1/images/generations")
                    .then()
                    .statusCode(409)
                    .header("Retry-After", matchesPattern("[1-9][0-9]*"))
                    .body("error.code", equalTo("concurrent_access_error"));
            asked.cancel(true);
            client.shutdownNow();
        }
    }

    @Test
    void aFieldThatNobodyKnowsIsIgnoredWithAWarning() {
        submission(Map.of("prompt", "a red star", "size", "64x64", "steps", 4, "step", 5))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .body("warnings[0]", equalTo("The field 'step' is not known and was ignored."));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        submission(Map.of("prompt", "", "priority", "urgent", "deadline_seconds", 0, "previews", 99))
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("field_errors.size()", equalTo(4));
        given().contentType("application/json").post("/v1/jobs").then().statusCode(422);
    }
}
