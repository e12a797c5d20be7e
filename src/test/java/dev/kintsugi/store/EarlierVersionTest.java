package dev.kintsugi.store;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The service starts on what an earlier version left when it was killed: {@code golden/home-1} was written by version 0.1.0,
 * with a job in every state, and is never written again. Nothing is lost, and what had not ended goes on.
 */
@QuarkusTest
@TestProfile(EarlierVersionTest.EarlierHome.class)
class EarlierVersionTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/home-1");
    private static final Path HOME = Path.of("target/test-home-earlier");

    /** A copy of what the earlier version left. */
    public static class EarlierHome implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try (var golden = Files.walk(GOLDEN)) {
                for (var name : List.of("kintsugi.db-wal", "kintsugi.db-shm")) { // of an earlier run
                    Files.deleteIfExists(HOME.resolve(name));
                }
                for (var file : golden.filter(Files::isRegularFile).toList()) {
                    var copy = HOME.resolve(GOLDEN.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("kintsugi.home", HOME.toString(), "kintsugi.retention.age", "36500d");
        }
    }

    private static final String COMPLETED = "job_3200f7a999575c8c40288274ed0a25d3";
    private static final String RECOVERED = "job_7039c295a87820367f980d89cf262ebe";
    private static final String WAITING = "job_0195a307736780ba9cb77cb4e9eb04d6";
    private static final String FAILED = "job_4f61324e469b553920a8fd9319f75dd4";
    private static final String RUNNING = "job_7a021f66d82f22495005fb325655a9a4";
    private static final String QUEUED = "job_35c36d069a75c2273066649c1dad2df1";
    private static final String CANCELLED = "job_198148d7a36d6db8ab970437e2c53097";

    @Test
    void whatWasCompletedIsThereWithItsArtifactsAndEvents() throws Exception {
        for (var id : List.of(COMPLETED, RECOVERED)) {
            var job = job(id);
            assertThat(job.getString("state")).isEqualTo("completed");
            for (var path : job.<String>getList("artifacts")) {
                var answer = given().get(path).then().statusCode(200).contentType("image/png");
                answer.header("Kintsugi-Repaired", equalTo(null));
                var digest = answer.extract().header("ETag").replace("\"", "");
                assertThat(answer.extract().asByteArray())
                        .isEqualTo(Files.readAllBytes(GOLDEN.resolve("artifacts")
                                .resolve(digest.substring(0, 2))
                                .resolve(digest)));
            }
        }
        assertThat(job(COMPLETED).<String>getList("artifacts")).hasSize(2);
        assertThat(job(RECOVERED).getString("trail[0].failure")).isEqualTo("generation_pipeline_error");

        var events = StreamClient.storyOf(COMPLETED, "job.completed");
        assertThat(events.stream().map(event -> event.path("type").asText()))
                .startsWith("job.queued", "job.started", "job.progress")
                .endsWith("job.completed");
        assertThat(progress(events)).contains("encode", "denoise", "decode");
        assertThat(events.getLast().at("/data/images").size()).isEqualTo(2);
        assertThat(events.getLast().at("/data/images/1/seed").asLong()).isEqualTo(8);
        assertThat(events.getLast().at("/data/images/1/size").asText()).isEqualTo("64x64");
        assertThat(events.getLast().at("/data/kintsugi/seeds").toString()).isEqualTo("[7,8]");
    }

    private static List<String> progress(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").asText().equals("job.progress"))
                .map(event -> event.at("/data/phase").asText())
                .toList();
    }

    @Test
    void whatHadFailedOrWasCancelledStaysSo() {
        assertThat(job(CANCELLED).getString("state")).isEqualTo("cancelled");
        assertThat(job(FAILED).getString("state")).isEqualTo("failed");
        assertThat(job(FAILED).getString("problem.code")).isEqualTo("inference_timeout");
        assertThat(job(FAILED).getList("trail")).isNotEmpty();
    }

    @Test
    void whatWaitedOrRanGoesOn() {
        for (var id : List.of(RUNNING, QUEUED)) {
            completes(id);
        }
    }

    @Test
    void whatWaitsForAPersonCanBeResumed() {
        assertThat(job(WAITING).getString("problem.code")).isEqualTo("generation_pipeline_error");
        given().post(job(WAITING).getString("problem.resume")).then().statusCode(202);
        completes(WAITING);
    }

    @Test
    void anIdempotencyKeyOfThenIsKnown() {
        given().contentType("application/json")
                .header("Idempotency-Key", "golden")
                .body(
                        "{\"prompt\":\"a large red star\",\"size\":\"64x64\",\"steps\":10,\"seed\":7,\"n\":2,\"previews\":1}")
                .post("/v1/jobs")
                .then()
                .statusCode(200)
                .body("id", equalTo(COMPLETED));
    }

    private static void completes(String id) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> job(id).getString("state").equals("completed"));
        given().get(job(id).getString("artifacts[0]")).then().statusCode(200).contentType("image/png");
    }

    private static JsonPath job(String id) {
        return given().get("/v1/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }
}
