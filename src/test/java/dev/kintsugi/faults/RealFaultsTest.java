package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that are made real, from the outside: each ends with a picture or with a clear error, and says so. */
@QuarkusTest
class RealFaultsTest {

    private static final String PROMPT = "a small yellow circle left of a large green square on a white background";

    @TestHTTPResource
    URI url;

    private byte[] expected;

    @BeforeEach
    void drawOnce() {
        expected = Drawing.png(Drawing.of(PROMPT).draw());
    }

    @AfterEach
    void mend() throws IOException {
        new ModelsFolder(ServiceHome.models()).mend("shapes-diffusion");
        Drawing.of(PROMPT).draw();
        Awaitility.await().until(ServiceHome::isAtRest);
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
    void restoresAFileThatWasDeleted() throws IOException {
        Files.delete(file("unet/model.onnx"));
        var answer = Drawing.of(PROMPT).draw();
        assertStep(answer, "model_loading_failed", "automatic_repair");
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    /** One of them restores the file; the others find it whole and need no other precision or model. */
    @ParameterizedTest
    @CsvSource({"missing, retry", "truncated, same_model", "flipped, any"})
    void requestsThatMeetTheSameDamageAtOnceAllGetTheModelTheyAskedFor(String damage, String recovery)
            throws Exception {
        var network = file("unet/model.onnx");
        switch (damage) {
            case "missing" -> Files.delete(network);
            case "truncated" -> Files.write(network, java.util.Arrays.copyOf(Files.readAllBytes(network), 100_000));
            default -> flip(network);
        }
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 4)
                    .mapToObj(seed -> clients.submit(() -> Drawing.of(PROMPT)
                            .with("seed", seed)
                            .with("recovery", recovery)
                            .draw()))
                    .toList();
            for (var future : answers) {
                var answer = future.get();
                assertThat(answer.getString("kintsugi.model_used")).isEqualTo("shapes-diffusion");
                assertThat(answer.getList("kintsugi.degraded")).isEmpty();
                assertThat(answer.getList("kintsugi.trail.outcome", String.class))
                        .allMatch("worked"::equals);
            }
        }
    }

    @Test
    void restoresAFileThatWasCutShortWithoutDenoisingAgain() throws Exception {
        var decoder = file("vae_decoder/model.onnx");
        Files.write(decoder, java.util.Arrays.copyOf(Files.readAllBytes(decoder), 100_000));
        var answer = Drawing.of(PROMPT).draw();
        assertStep(answer, "model_corruption_detected", "automatic_repair");
        assertThat(answer.getString("kintsugi.trail[0].phase")).isEqualTo("decode");
        assertThat(Drawing.denoisingSteps(answer)).hasSize(20);
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    @Test
    void triesAgainWhenASessionRunFailsOnce() throws Exception {
        FlakyModel.once().install(ServiceHome.models());
        Awaitility.await().until(() -> given().get("/v1/models/flaky").statusCode() == 200);
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
    void isCriticalWhereNoOtherModelCouldAnswer() throws IOException {
        FlakyModel.once().remove(ServiceHome.models());
        Awaitility.await().until(() -> given().get("/v1/models/flaky").statusCode() == 404);
        makeUnusable();
        new ModelsFolder(ServiceHome.models()).makeUnusable("shapes-diffusion-lite");
        try {
            Drawing.of(PROMPT)
                    .with("recovery", "same_model")
                    .send()
                    .then()
                    .statusCode(503)
                    .body("error.kintsugi.severity", org.hamcrest.Matchers.equalTo("critical"));
        } finally {
            new ModelsFolder(ServiceHome.models()).mend("shapes-diffusion-lite");
        }
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
                    .write(
                            ("POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Awaitility.await().until(() -> ServiceHome.metric("kintsugi_tensors_open") > 0);
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(ServiceHome::isAtRest);
        assertThat(given().get("/q/metrics").asString())
                .contains("kintsugi_job_duration_seconds_count{model=\"shapes-diffusion\",outcome=\"cancelled\"}");
    }

    private static void makeUnusable() throws IOException {
        new ModelsFolder(ServiceHome.models()).makeUnusable("shapes-diffusion");
    }

    static void assertStep(JsonPath answer, String failure, String strategy) {
        assertThat(answer.getList("kintsugi.trail")).hasSize(1);
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo(failure);
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo(strategy);
        assertThat(answer.getString("kintsugi.trail[0].outcome")).isEqualTo("worked");
    }

    private Path file(String path) {
        return ServiceHome.file(path);
    }

    static void flip(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x40;
        Files.write(file, bytes);
    }
}
