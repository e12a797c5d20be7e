package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.ServiceHome;
import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nothing can repair is kept, and goes on once a person has put it right. */
@QuarkusTest
@TestProfile(ResumeTest.Alone.class)
class ResumeTest {

    /** A home of its own. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", "target/test-home-resume",
                    "kintsugi.models.repair", "never",
                    "kintsugi.breakers.window", "1000",
                    "kintsugi.result-cache.bytes", "0");
        }
    }

    private static final String MODEL = "shapes-diffusion";
    private static final Path HOME = Path.of("target/test-home-resume");
    private static final ModelsFolder MODELS = new ModelsFolder(HOME.resolve("models"));
    private static final Path DECODER = HOME.resolve("models/shapes-diffusion/1.0.0/vae_decoder/model.onnx");

    @AfterEach
    void mend() throws IOException {
        MODELS.mend(MODEL);
        Awaitility.await().until(ServiceHome::isAtRest);
    }

    @Test
    void aJobGoesOnAfterTheFixWithWhatItHadFinished() throws Exception {
        var expected = Drawing.png(drawing().draw());
        var aside = DECODER.resolveSibling("aside");
        var int8 = DECODER.resolveSibling("model_int8.onnx");
        Files.move(DECODER, aside);
        Files.move(int8, int8.resolveSibling("aside_int8"));
        var error = failed();
        Files.move(aside, DECODER);
        Files.move(int8.resolveSibling("aside_int8"), int8);
        var resume = error.getString("error.kintsugi.resume");
        var job = resume.split("/")[3];
        assertThat(job(job).getString("state")).isEqualTo("waiting_for_user");
        assertThat(job(job).getString("problem.resume")).isEqualTo(resume);

        given().post(resume).then().statusCode(202).body("id", equalTo(job));
        Awaitility.await().until(() -> job(job).getString("state").equals("completed"));
        assertThat(given().get(job(job).getString("artifacts[0]")).asByteArray())
                .isEqualTo(expected);
        var story = wholeStory(job);
        assertThat(story.stream().map(event -> event.path("seq").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, story.size()).boxed().toList());
        assertThat(story.stream().map(event -> event.path("type").asText()))
                .contains("job.failed")
                .endsWith("job.completed");
        assertThat(story.stream()
                        .filter(event -> event.path("type").asText().equals("job.progress"))
                        .filter(event -> event.at("/data").has("step")))
                .as("what was denoised before is not denoised again")
                .hasSize(4);
        assertThat(story.getLast().at("/data/kintsugi/degraded")).isEmpty();
        assertThat(story.getLast().at("/data/kintsugi/trail"))
                .as("nothing failed after the fix; what failed before stands in the event job.failed")
                .isEmpty();

        given().post(resume)
                .then()
                .statusCode(409)
                .body("code", equalTo("concurrent_access_error"), "title", equalTo("Conflict with the current state"));
    }

    @Test
    void aJobThatIsResumedTooEarlyWaitsAgain() throws Exception {
        MODELS.makeUnusable(MODEL);
        var resume = failed().getString("error.kintsugi.resume");
        var job = resume.split("/")[3];
        given().post(resume).then().statusCode(202);
        Awaitility.await()
                .until(() ->
                        ServiceHome.isAtRest() && job(job).getString("state").equals("waiting_for_user"));
        MODELS.mend(MODEL);
        given().post(resume).then().statusCode(202);
        Awaitility.await().until(() -> job(job).getString("state").equals("completed"));
    }

    @Test
    void aJobThatWaitsForAPersonCanBeCancelled() throws Exception {
        MODELS.makeUnusable(MODEL);
        var resume = failed().getString("error.kintsugi.resume");
        var job = resume.split("/")[3];
        given().delete("/v1/jobs/" + job).then().statusCode(204);
        assertThat(job(job).getString("state")).isEqualTo("cancelled");
        given().post(resume).then().statusCode(409);
    }

    @Test
    void aMistakeOfTheCallerIsNotKept() {
        given().contentType("application/json")
                .body("{\"prompt\":\"a star\",\"steps\":0}")
                .post("/v1/images/generations")
                .then()
                .statusCode(400)
                .body("error.kintsugi.resume", equalTo(null));
        given().post("/v1/jobs/job_00000000000000000000000000000000/resume")
                .then()
                .statusCode(404);
    }

    @Test
    void somethingCriticalOpensOneTicketHoweverOftenItHappens() throws Exception {
        MODELS.makeUnusable(MODEL);
        MODELS.makeUnusable("shapes-diffusion-lite");
        try {
            var error = failed();
            assertThat(error.getString("error.kintsugi.severity")).isEqualTo("critical");
            var ticket = error.getString("error.kintsugi.ticket");
            failed();
            var kept = HOME.resolve("tickets").resolve(ticket + ".json");
            assertThat(JsonPath.from(Files.readString(kept)).getInt("occurrences"))
                    .isGreaterThanOrEqualTo(2);
            var all = given().get("/admin/tickets").jsonPath();
            assertThat(JsonPath.from(Files.readString(kept)).getString("detail"))
                    .contains("is missing");
            assertThat(given().get("/admin/tickets").asString()).doesNotContain("Exception");
            assertThat(all.getString("find { it.id == '" + ticket + "' }.state"))
                    .isEqualTo("open");
            assertThat(all.getList("find { it.id == '" + ticket + "' }.jobs")).hasSizeGreaterThanOrEqualTo(2);
            given().post("/admin/tickets/" + ticket + "/close")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("closed"));
            assertThat(failed().getString("error.kintsugi.ticket")).isEqualTo(ticket);
            given().post("/admin/tickets/no-such-ticket/close").then().statusCode(404);
        } finally {
            MODELS.mend("shapes-diffusion-lite");
        }
    }

    private static Drawing drawing() {
        return Drawing.of("a red star").with("size", "64x64").with("steps", 4);
    }

    private static JsonPath failed() {
        return drawing()
                .with("recovery", "same_model")
                .send()
                .then()
                .statusCode(org.hamcrest.Matchers.greaterThanOrEqualTo(500))
                .extract()
                .jsonPath();
    }

    private static JsonPath job(String id) {
        return given().get("/v1/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }

    /** All events, those after the failure included. */
    private static List<JsonNode> wholeStory(String job) throws InterruptedException {
        return StreamClient.storyOf(job, "job.completed");
    }
}
