package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** When jobs are begun: in their order, in their time, with their model, and not at all where there is no room. */
@QuarkusTest
@TestProfile(JobsFixture.OneWorker.class)
class JobTurnsTest extends JobsFixture {

    @Test
    void anUrgentJobOvertakesAndOneThatNobodyWantsAnyMoreIsNotBegun() {
        var running = submit(LONG);
        var normal = submit(
                Map.of("prompt", "a blue star", "size", "72x64", "steps", 4)); // is not computed with the urgent one
        var urgent = submit(Map.of("prompt", "a red star", "size", "64x64", "steps", 4, "priority", "high"));
        var late = submit(Map.of("prompt", "a red star", "size", "64x64", "steps", 4, "deadline_seconds", 1));
        Awaitility.await("it fails while it waits").until(() -> state(late).equals("failed"));
        assertThat(state(running)).isEqualTo("running");
        assertThat(state(normal)).isEqualTo("queued");
        given().delete("/v1/jobs/" + running).then().statusCode(204);
        Awaitility.await().until(() -> state(normal).equals("completed"));
        assertThat(ended(urgent)).isBefore(ended(normal));
        given().get("/v1/jobs/" + late)
                .then()
                .body("problem.code", equalTo("inference_timeout"))
                .body("problem.detail", equalTo("Its deadline had passed before it could be begun."))
                .body("problem.resume", nullValue())
                .body("artifacts.size()", equalTo(0));
    }

    @Test
    void aJobWhoseModelIsAwayWhenItBeginsWaitsUntilItIsBack() throws IOException {
        var model = Path.of("target/test-home-jobs/models/away/model.onnx");
        Files.createDirectories(model.getParent());
        TensorJobsFixture.sum(1).writeTo(model);
        Awaitility.await().until(() -> given().get("/v1/models/away").statusCode() == 200);
        var running = submit(LONG);
        var inputs = Map.of("x", TensorJobsFixture.floats(List.of(1, 2), 1, 2));
        var job = submit(Map.of("kind", "tensor", "model", "away", "inputs", inputs));
        Files.delete(model);
        Files.delete(model.getParent());
        Awaitility.await().until(() -> given().get("/v1/models/away").statusCode() == 404);
        given().delete("/v1/jobs/" + running).then().statusCode(204);
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                given().get("/v1/jobs/" + job).jsonPath().getString("warnings"))
                        .contains("is not there", "not begun before"));
        Files.createDirectories(model.getParent());
        TensorJobsFixture.sum(1).writeTo(model);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(state(job)).isEqualTo("completed"));
        Files.delete(model);
        Files.delete(model.getParent());
    }

    @Test
    void aJobThatItsDeadlineLeavesTooLittleTimeHasFailedForGood() {
        submission(SMALL).header("Prefer", "wait=60").post("/v1/jobs"); // which loads the model
        for (var recovery : List.of("none", "same_model")) {
            Map<String, Object> limits =
                    Map.of("n", 4, "deadline_seconds", 1, "recovery", recovery, "max_degradation", 0.05);
            submission(with(LONG, limits))
                    .header("Prefer", "wait=60")
                    .post("/v1/jobs")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("failed"))
                    .body("problem.code", equalTo("inference_timeout"))
                    .body("problem.resume", nullValue());
        }
    }

    @Test
    void whoFindsTheQueueFullIsToldSoBeforeAnythingIsSpent() {
        submit(LONG);
        Awaitility.await().until(() -> ServiceHome.metric("kintsugi_jobs_running") == 1);
        for (int i = 0; i < 3; i++) {
            submit(SMALL);
        }
        var refused = submission(SMALL)
                .post("/v1/jobs")
                .then()
                .statusCode(503)
                .header("Retry-After", matchesPattern("[1-9]\\d*"))
                .body("code", equalTo("model_overloaded"))
                .body("details.queue_limit", equalTo(3));
        var seconds = refused.extract().header("Retry-After");
        refused.header("RateLimit", equalTo("\"queue\";r=0;t=" + seconds))
                .body("estimated_resolution_seconds", equalTo(Integer.parseInt(seconds)));
    }
}
