package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.realtime.StreamClient;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every try and every step of a recovery is a span of the caller's own trace, as a collector gets it. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
class TracesTest {

    static final String LOG = "target/traces.log";

    /** Faults are allowed, traces go to a collector, and the log to a file. */
    public static class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.faults.enabled", "true",
                    "kintsugi.result-cache.bytes", "0",
                    "quarkus.log.file.enabled", "true",
                    "quarkus.log.file.json.enabled", "true",
                    "quarkus.log.file.path", LOG,
                    "kintsugi.home", "target/test-home-traces");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(TraceCollector.class));
        }
    }

    private static final String CALLER = "00f067aa0ba902b7";

    private final String trace =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    @AfterEach
    void endFaults() {
        given().delete("/admin/faults").then().statusCode(204);
    }

    @Test
    void aRequestWithoutFailureHasOneTryWithItsStages() {
        draw("a red star");
        var spans = spansWith(6);
        var call = only(spans, span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(TraceCollector.hex(call.getParentSpanId().toByteArray())).isEqualTo(CALLER);
        var job = only(spans, named("kintsugi.job"));
        assertThat(job.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(attribute(job, "kintsugi.outcome")).isEqualTo("completed");
        assertThat(attribute(job, "gen_ai.operation.name")).isEqualTo("generate_content");
        assertThat(attribute(job, "gen_ai.provider.name")).isEqualTo("kintsugi");
        assertThat(attribute(job, "gen_ai.request.model")).isEqualTo("shapes-diffusion");
        assertThat(attribute(job, "gen_ai.response.model")).isEqualTo("shapes-diffusion");
        assertThat(attribute(job, "gen_ai.output.type")).isEqualTo("image");
        assertThat(attribute(job, "error.type")).isEmpty();
        var attempt = only(spans, named("kintsugi.attempt"));
        assertThat(attempt.getParentSpanId()).isEqualTo(job.getSpanId());
        assertThat(attribute(attempt, "kintsugi.size")).isEqualTo("64x64");
        assertThat(spans.stream().filter(named("kintsugi.stage")))
                .hasSize(3)
                .allSatisfy(stage -> {
                    assertThat(stage.getParentSpanId()).isEqualTo(attempt.getSpanId());
                    assertThat(stage.getStartTimeUnixNano()).isGreaterThanOrEqualTo(job.getStartTimeUnixNano());
                })
                .extracting(stage -> attribute(stage, "kintsugi.stage"))
                .containsExactlyInAnyOrder("encode", "denoise", "decode");
    }

    @Test
    void aRepairIsAStepWithTheTryThatFollowedIt() {
        given().contentType("application/json")
                .body(Map.of("boundary", "model_file", "kind", "delete", "matcher", Map.of("phase", "denoise")))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        draw("a green square");
        var spans = spansWith(8);
        var job = only(spans, named("kintsugi.job"));
        assertThat(attribute(job, "kintsugi.outcome")).isEqualTo("recovered");
        var attempts = spans.stream()
                .filter(named("kintsugi.attempt"))
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
                .toList();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getFirst().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(attempts.getFirst(), "kintsugi.failure")).isEqualTo("model_loading_failed");
        var step = only(spans, named("kintsugi.recovery"));
        assertThat(step.getParentSpanId()).isEqualTo(job.getSpanId());
        assertThat(attribute(step, "kintsugi.strategy")).isEqualTo("automatic_repair");
        assertThat(attribute(step, "kintsugi.result")).isEqualTo("worked");
        assertThat(attempts.getLast().getParentSpanId()).isEqualTo(step.getSpanId());
        assertThat(attempts.getLast().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(step.getEndTimeUnixNano() - step.getStartTimeUnixNano())
                .as("the step lasts as long as the repair and the try")
                .isGreaterThan(attempts.getLast().getEndTimeUnixNano()
                        - attempts.getLast().getStartTimeUnixNano());
    }

    @Test
    void whatFailsForGoodIsAnErrorAndWhatIsCancelledIsNot() throws Exception {
        given().contentType("application/json")
                .body(Map.of("boundary", "session_run", "kind", "operator_error"))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        given().header("traceparent", traceparent())
                .contentType("application/json")
                .body(Map.of("prompt", "a red star", "size", "64x64", "recovery", "none"))
                .post("/v1/images/generations")
                .then()
                .statusCode(500);
        var failed = only(spansWith(3), named("kintsugi.job"));
        assertThat(failed.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(failed, "kintsugi.failure")).isEqualTo("generation_pipeline_error");
        assertThat(attribute(failed, "kintsugi.outcome")).isEqualTo("failed");
        assertThat(attribute(failed, "error.type")).isEqualTo("generation_pipeline_error");
        assertThat(attribute(failed, "gen_ai.response.model")).isEmpty();
        try (var client = StreamClient.greeted()) {
            client.say("{'type':'submit','id':'s','data':{'prompt':'a red star','steps':100,'size':'256x256'}}");
            var job = client.next("ack").path("job").asText();
            client.until("job.started");
            client.say("{'type':'cancel','job':'" + job + "'}");
            client.until("job.failed");
            var cancelled = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> TraceCollector.spans().stream()
                                    .filter(span ->
                                            attribute(span, "kintsugi.job").equals(job))
                                    .toList(),
                            spans -> !spans.isEmpty())
                    .getFirst();
            assertThat(attribute(cancelled, "kintsugi.outcome")).isEqualTo("cancelled");
            assertThat(cancelled.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        }
    }

    private void draw(String prompt) {
        given().header("traceparent", traceparent())
                .contentType("application/json")
                .body(Map.of("prompt", prompt, "size", "64x64", "steps", 4))
                .post("/v1/images/generations")
                .then()
                .statusCode(200);
    }

    private String traceparent() {
        return "00-" + trace + "-" + CALLER + "-01";
    }

    private List<Span> spansWith(int many) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> TraceCollector.spans(trace), spans -> spans.size() >= many);
    }

    private static Span only(List<Span> spans, java.util.function.Predicate<Span> which) {
        var found = spans.stream().filter(which).toList();
        assertThat(found).as(spans.toString()).hasSize(1);
        return found.getFirst();
    }

    private static java.util.function.Predicate<Span> named(String name) {
        return span -> span.getName().equals(name);
    }

    private static String attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> attribute.getValue().hasStringValue()
                        ? attribute.getValue().getStringValue()
                        : String.valueOf(attribute.getValue().getIntValue()))
                .findFirst()
                .orElse("");
    }
}
