package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobService;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.runtime.Sessions;
import dev.kintsugi.runtime.TensorScope;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults that are made real, from the outside: each ends with a picture or with a clear error, and says so. */
@QuarkusTest
class RealFaultsTest {

    private static final String PROMPT = "a small yellow circle left of a large green square on a white background";

    @Inject
    ModelRepository repository;

    @Inject
    Sessions sessions;

    @Inject
    JobService jobs;

    @Inject
    dev.kintsugi.model.BuiltinModels builtin;

    @TestHTTPResource
    URI url;

    private byte[] expected;

    @BeforeEach
    void drawOnce() {
        expected = Drawing.png(Drawing.of(PROMPT).draw());
    }

    @AfterEach
    void mend() throws IOException {
        if (Files.isRegularFile(file("unet"))) {
            Files.delete(file("unet"));
        }
        builtin.install();
        Awaitility.await().until(() -> jobs.running() == 0);
        assertThat(TensorScope.openTensors()).isZero();
    }

    @Test
    void restoresAFileInWhichAByteFlipped() throws IOException {
        flip(file("unet/model.onnx"));
        var answer = Drawing.of(PROMPT).draw();
        assertStep(answer, "model_corruption_detected", "automatic_repair");
        assertThat(answer.getList("kintsugi.degraded")).isEmpty();
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    @Test
    void restoresAFlippedByteAlsoWhereTheModelIsNotLoadedYet() throws IOException {
        sessions.evictIdle();
        flip(file("text_encoder/model.onnx"));
        var answer = Drawing.of(PROMPT).draw();
        assertStep(answer, "model_corruption_detected", "automatic_repair");
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    @Test
    void restoresAFileThatWasDeleted() throws IOException {
        Files.delete(file("unet/model.onnx"));
        var answer = Drawing.of(PROMPT).draw();
        assertStep(answer, "model_loading_failed", "automatic_repair");
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    @Test
    void restoresAFileThatWasCutShortWithoutDenoisingAgain() throws IOException {
        var decoder = file("vae_decoder/model.onnx");
        Files.write(decoder, java.util.Arrays.copyOf(Files.readAllBytes(decoder), 100_000));
        var answer = Drawing.of(PROMPT).draw();
        assertStep(answer, "model_corruption_detected", "automatic_repair");
        assertThat(answer.getString("kintsugi.trail[0].phase")).isEqualTo("decode");
        assertThat(denoisingSteps(answer.getString("kintsugi.job"))).isEqualTo(20);
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    @Test
    void triesAgainWhenASessionRunFailsOnce() throws Exception {
        FlakyModel.install(repository.root());
        Awaitility.await()
                .until(() -> repository.all().stream()
                        .anyMatch(model -> model.id().value().equals("flaky")));
        var answer = Drawing.of(PROMPT).with("model", "flaky").draw();
        assertStep(answer, "generation_pipeline_error", "immediate_retry");
        assertThat(answer.getBoolean("kintsugi.was_fallback")).isFalse();
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    @Test
    void answersWithTheLiteModelWhenThePrimaryCannotBeUsedAndSaysSo() throws IOException {
        makeUnusable();
        var answer = Drawing.of(PROMPT).draw();
        assertThat(answer.getString("kintsugi.model_used")).isEqualTo("shapes-diffusion-lite");
        assertThat(answer.getBoolean("kintsugi.was_fallback")).isTrue();
        assertThat(answer.getString("kintsugi.degraded[0].what")).isEqualTo("model");
        assertThat(answer.getList("kintsugi.warnings", String.class)).anyMatch(text -> text.contains("lite"));
        assertThat(answer.getList("kintsugi.trail.strategy", String.class)).contains("intelligent_fallback");
        assertThat(Drawing.png(answer)).isNotEqualTo(expected);
    }

    @Test
    void staysWithTheModelWhereTheCallerWantsNoOther() throws IOException {
        makeUnusable();
        var problem =
                Drawing.of(PROMPT).with("recovery", "same_model").send().then().statusCode(503);
        var answer = problem.extract().jsonPath();
        assertThat(answer.getString("error.code")).isEqualTo("model_loading_failed");
        assertThat(answer.getList("error.kintsugi.trail")).isNotEmpty();
        assertThat(answer.getList("error.kintsugi.alternatives", String.class)).contains("shapes-diffusion-lite");
    }

    @Test
    void givesTheErrorAtOnceWhereTheCallerWantsNoRecovery() throws IOException {
        flip(file("unet/model.onnx"));
        var answer = Drawing.of(PROMPT)
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(503)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue())
                .extract()
                .jsonPath();
        assertThat(answer.getString("error.code")).isEqualTo("model_corruption_detected");
        assertThat(answer.getList("error.kintsugi.trail")).isEmpty();
        assertThat(answer.getList("error.kintsugi.suggestions")).isNotEmpty();
    }

    @Test
    void stopsTheNativeRunWhenTheClientGoesAway() throws IOException {
        var body = "{\"prompt\":\"" + PROMPT + "\",\"size\":\"768x768\",\"steps\":100}";
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("POST /v1/images/generations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Awaitility.await().until(() -> TensorScope.openTensors() > 0);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> jobs.running() == 0 && TensorScope.openTensors() == 0);
        assertThat(given().get("/q/metrics").asString())
                .contains("kintsugi_requests_seconds_count{model=\"shapes-diffusion\",outcome=\"cancelled\"}");
    }

    private void makeUnusable() throws IOException {
        var folder = file("unet");
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        Files.writeString(folder, "in the way");
    }

    private int denoisingSteps(String job) {
        return (int) jobs
                .events(dev.kintsugi.job.JobId.of(job).orElseThrow(), 0)
                .collect()
                .asList()
                .await()
                .atMost(Duration.ofSeconds(5))
                .stream()
                .filter(event -> event.what() instanceof dev.kintsugi.job.JobEvent.Progressed progressed
                        && progressed.progress() instanceof dev.kintsugi.pipeline.Progress.Step)
                .count();
    }

    private static void assertStep(JsonPath answer, String failure, String strategy) {
        assertThat(answer.getList("kintsugi.trail")).hasSize(1);
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo(failure);
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo(strategy);
        assertThat(answer.getString("kintsugi.trail[0].outcome")).isEqualTo("worked");
    }

    private Path file(String path) {
        return repository.require("shapes-diffusion").path(path);
    }

    static void flip(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x40;
        Files.write(file, bytes);
    }
}
