package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults on purpose: each gives the failure of the real part, and the request is answered all the same. */
@QuarkusTest
@TestProfile(InjectedFaultsTest.Enabled.class)
class InjectedFaultsTest {

    /** Faults are allowed; nothing is left alone because much fails here, and time runs out soon. */
    public static class Enabled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.faults.enabled", "true",
                    "kintsugi.breakers.window", "1000",
                    "kintsugi.retries.share", "10",
                    "kintsugi.generation.attempt-timeout", "4s",
                    "kintsugi.home", "target/test-home-faults");
        }
    }

    private static final String PROMPT = "a small yellow circle left of a large green square on a white background";

    @BeforeEach
    void forgetWhatWasLearned() {
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @AfterEach
    void endAll() {
        given().delete("/admin/faults").then().statusCode(204);
        forgetWhatWasLearned();
        assertThat(Drawing.of(PROMPT).draw().getList("kintsugi.trail")).isEmpty();
        Awaitility.await().until(ServiceHome::isAtRest);
    }

    @ParameterizedTest
    @CsvSource({
        "flip_bit,   denoise, model_corruption_detected",
        "truncate,   decode,  model_corruption_detected",
        "delete,     encode,  model_loading_failed",
        "unreadable, denoise, model_loading_failed"
    })
    void aDamagedFileIsRestored(String kind, String phase, String failure) {
        var expected = Drawing.png(Drawing.of(PROMPT).draw());
        var id = inject(Map.of("boundary", "model_file", "kind", kind, "matcher", Map.of("phase", phase)));
        var answer = Drawing.of(PROMPT).draw();
        RealFaultsTest.assertStep(answer, failure, "automatic_repair");
        assertThat(answer.getString("kintsugi.trail[0].phase")).isEqualTo(phase);
        assertThat(Drawing.png(answer)).isEqualTo(expected);
        assertHits(id, 1, "used_up");
    }

    @Test
    void anOperatorThatFailsOnceIsTriedAgain() {
        var before = injected("session_run", "operator_error");
        var expected = Drawing.png(Drawing.of(PROMPT).draw());
        var id = inject(Map.of("boundary", "session_run", "kind", "operator_error"));
        var answer = Drawing.of(PROMPT).draw();
        RealFaultsTest.assertStep(answer, "generation_pipeline_error", "immediate_retry");
        assertThat(Drawing.png(answer)).isEqualTo(expected);
        assertHits(id, 1, "used_up");
        assertThat(injected("session_run", "operator_error")).isEqualTo(before + 1);
    }

    @Test
    void aRunThatHangsIsStoppedByItsTimeLimit() {
        var id = inject(Map.of("boundary", "session_run", "kind", "hang", "matcher", Map.of("phase", "decode")));
        var answer = Drawing.of(PROMPT).draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("inference_timeout");
        assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
        assertHits(id, 1, "used_up");
    }

    @Test
    void memoryThatRanOutIsFreed() {
        var id = inject(Map.of("boundary", "memory_limit", "kind", "allocation"));
        var answer = Drawing.of(PROMPT).draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("vram_exhaustion");
        assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
        assertHits(id, 1, "used_up");
    }

    @Test
    void aRepairThatFindsTheDiskFullFailsAndAnotherWayIsFound() {
        var deleted = inject(Map.of("boundary", "model_file", "kind", "delete", "matcher", Map.of("phase", "denoise")));
        var full = inject(Map.of("boundary", "disk", "kind", "full", "matcher", Map.of("file", ".onnx")));
        var answer = Drawing.of(PROMPT).draw();
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("automatic_repair");
        assertThat(answer.getString("kintsugi.trail[0].outcome")).isEqualTo("failed");
        assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
        assertHits(deleted, 1, "used_up");
        assertHits(full, 1, "used_up");
        Drawing.of(PROMPT).draw();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "backward"})
    void aClockThatIsSetChangesNothing(String kind) {
        var before = Instant.parse(given().get("/v1/status").jsonPath().getString("started_at"));
        inject(Map.of("boundary", "clock", "kind", kind, "rate", 1));
        assertThat(Drawing.of(PROMPT).draw().getList("kintsugi.trail")).isEmpty();
        inject(Map.of("boundary", "session_run", "kind", "operator_error"));
        RealFaultsTest.assertStep(Drawing.of(PROMPT).draw(), "generation_pipeline_error", "immediate_retry");
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
        var job = Drawing.of(PROMPT).draw().getString("kintsugi.job");
        assertThat(Instant.parse(given().get("/v1/jobs/" + job).jsonPath().getString("created")))
                .isBetween(before, before.plus(Duration.ofMinutes(20)));
    }

    @Test
    void onlyTheRequestThatIsMeantIsHit() {
        inject(Map.of(
                "boundary",
                "session_run",
                "kind",
                "operator_error",
                "count",
                100,
                "matcher",
                Map.of("prompt", "green square", "correlation_id", "this-one", "parameters", Map.of("steps", "3"))));
        assertThat(status("a red star", 3, "this-one")).isEqualTo(200);
        assertThat(status(PROMPT, 3, "another")).isEqualTo(200);
        assertThat(status(PROMPT, 4, "this-one")).isEqualTo(200);
        assertThat(status(PROMPT, 3, "this-one")).isEqualTo(500);
    }

    @Test
    void theSameSeedHitsTheSameRequests() {
        var fault = Map.<String, Object>of(
                "boundary",
                "session_run",
                "kind",
                "operator_error",
                "rate",
                0.5,
                "seed",
                7,
                "matcher",
                Map.of("phase", "encode"));
        var first = statuses(fault);
        assertThat(first).contains(200, 500);
        assertThat(statuses(fault)).isEqualTo(first);
    }

    @Test
    void aFaultEndsByItself() {
        inject(Map.of("boundary", "session_run", "kind", "operator_error", "rate", 1, "expires_in", 1));
        Awaitility.await().until(() -> "expired".equals(list().getString("faults[0].state")));
        assertThat(status(PROMPT, 3, "x")).isEqualTo(200);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        var problem = post(Map.of(
                        "boundary",
                        "session_run",
                        "kind",
                        "flip_bit",
                        "rate",
                        1.5,
                        "count",
                        0,
                        "expires_in",
                        0,
                        "often",
                        true,
                        "matcher",
                        Map.of("phase", "lunch", "file", "x", "parameters", Map.of("colour", "red"))))
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .extract()
                .jsonPath();
        assertThat(problem.getList("field_errors.field", String.class))
                .containsExactlyInAnyOrder(
                        "kind",
                        "rate",
                        "count",
                        "expires_in",
                        "often",
                        "matcher.phase",
                        "matcher.file",
                        "matcher.parameters.colour");
        assertThat(list().getList("faults")).isEmpty();
    }

    @Test
    void saysWhichBoundariesItHas() {
        assertThat(list().getList("boundaries.boundary"))
                .containsExactly("model_file", "memory_limit", "session_run", "disk", "store", "clock");
        assertThat(list().getList("boundaries.available")).containsOnly(true);
        post(Map.of("boundary", "network", "kind", "x")).then().statusCode(422);
        post(Map.of("boundary", "disk", "kind", "full", "matcher", Map.of("model", "x")))
                .then()
                .statusCode(422);
        given().delete("/admin/faults/none").then().statusCode(404);
    }

    private static List<Integer> statuses(Map<String, Object> fault) {
        var id = inject(fault);
        var statuses = IntStream.range(0, 10)
                .map(i -> status(PROMPT + " " + i, 1, "x"))
                .boxed()
                .toList();
        given().delete("/admin/faults/" + id).then().statusCode(204);
        return statuses;
    }

    private static int status(String prompt, int steps, String correlationId) {
        return given().contentType("application/json")
                .header("X-Correlation-ID", correlationId)
                .body(Map.of("prompt", prompt, "steps", steps, "recovery", "none"))
                .post("/v1/images/generations")
                .statusCode();
    }

    private static void assertHits(String id, int hits, String state) {
        var fault = "faults.find { it.id == '" + id + "' }";
        assertThat(list().getInt(fault + ".hits")).isEqualTo(hits);
        assertThat(list().getString(fault + ".state")).isEqualTo(state);
    }

    private static double injected(String boundary, String kind) {
        var name = "kintsugi_faults_injected_total{boundary=\"" + boundary + "\",kind=\"" + kind + "\"}";
        return given().get("/q/metrics").asString().contains(name) ? ServiceHome.metric(name) : 0;
    }

    private static JsonPath list() {
        return given().get("/admin/faults").then().statusCode(200).extract().jsonPath();
    }

    private static Response post(Map<String, Object> fault) {
        return given().contentType("application/json").body(fault).post("/admin/faults");
    }

    private static String inject(Map<String, Object> fault) {
        var answer = post(fault).then().statusCode(201).extract();
        assertThat(answer.header("Location"))
                .endsWith("/admin/faults/" + answer.jsonPath().getString("id"));
        return answer.jsonPath().getString("id");
    }
}
