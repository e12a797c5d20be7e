package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.ServiceHome;
import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fault in each stage of a generation: how it ends, what it tells on the way, and that nothing is left open. */
@QuarkusTest
class EveryStageTest {

    private static final String PROMPT = "a large green star above a small red circle on a black background";
    private static final int STEPS = 6;

    private byte[] expected;

    @BeforeEach
    void drawOnce() {
        // A busy service may answer with less, or with another model, while what was damaged before is being restored.
        Awaitility.await().until(() -> {
            var answer = drawing().draw();
            expected = Drawing.png(answer);
            return answer.getList("kintsugi.trail").isEmpty();
        });
    }

    @AfterEach
    void nothingIsLeftOpen() {
        Awaitility.await().until(ServiceHome::isAtRest);
    }

    @ParameterizedTest
    @CsvSource({"text_encoder, encode, 0", "unet, denoise, 0", "vae_decoder, decode, 6"})
    void aDamagedFileIsRestored(String network, String stage, int stepsBefore) throws Exception {
        RealFaultsTest.flip(ServiceHome.file(network + "/model.onnx"));
        var answer = drawing().draw();
        RealFaultsTest.assertStep(answer, "model_corruption_detected", "automatic_repair");
        assertRepairedWithoutLoss(answer, stage, stepsBefore, stepsBefore == 0 ? STEPS : 0);
    }

    /** The run that fails is the second of the network: of the UNet in the midst of a picture. */
    @ParameterizedTest
    @CsvSource({"text_encoder, encode, 1, 0, 6", "unet, denoise, 1, 1, 6", "vae_decoder, decode, 0, 6, 0"})
    void aRunThatFailsOnceIsTriedAgain(String network, String stage, int failing, int stepsBefore, int stepsAfter)
            throws Exception {
        var flaky = new FlakyModel("flaky-" + stage, network, failing, failing + 1 + STEPS);
        try {
            install(flaky);
            var answer = drawing().with("model", flaky.name()).draw();
            RealFaultsTest.assertStep(answer, "generation_pipeline_error", "immediate_retry");
            assertRepairedWithoutLoss(answer, stage, stepsBefore, stepsAfter);
        } finally {
            remove(flaky);
        }
    }

    @ParameterizedTest
    @CsvSource({"text_encoder, encode", "unet, denoise", "vae_decoder, decode"})
    void aNetworkThatAlwaysFailsIsReplacedByAnotherModelOrToldOf(String network, String stage) throws Exception {
        var broken = new FlakyModel("broken-" + stage, network, FlakyModel.ALWAYS, 0);
        try {
            install(broken);
            var answer = drawing().with("model", broken.name()).draw();
            assertThat(answer.getBoolean("kintsugi.was_fallback")).isTrue();
            assertThat(answer.getList("kintsugi.trail.phase", String.class)).contains(stage);
            assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
            assertThat(terminals(StreamClient.storyOf(answer.getString("kintsugi.job"))))
                    .containsExactly("job.completed");

            var error = drawing()
                    .with("model", broken.name())
                    .with("recovery", "retry")
                    .send()
                    .then()
                    .statusCode(500)
                    .extract()
                    .jsonPath();
            assertThat(error.getString("error.code")).isEqualTo("generation_pipeline_error");
            assertThat(error.getList("error.kintsugi.trail.outcome", String.class))
                    .isNotEmpty()
                    .containsOnly("failed");
            assertThat(error.getList("error.kintsugi.trail.phase", String.class))
                    .containsOnly(stage);
        } finally {
            remove(broken);
        }
    }

    private void assertRepairedWithoutLoss(JsonPath answer, String stage, int stepsBefore, int stepsAfter)
            throws InterruptedException {
        assertThat(answer.getString("kintsugi.trail[0].phase")).isEqualTo(stage);
        assertThat(answer.getList("kintsugi.degraded")).isEmpty();
        assertThat(Drawing.png(answer)).isEqualTo(expected);
        var story = StreamClient.storyOf(answer.getString("kintsugi.job"));
        assertThat(terminals(story)).containsExactly("job.completed");
        assertThat(story.stream().map(event -> event.path("seq").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, story.size()).boxed().toList());
        var repair = types(story).indexOf("job.recovery");
        assertSteps(story.subList(0, repair), stepsBefore, "steps before the repair");
        assertSteps(
                story.subList(repair, story.size()),
                stepsAfter,
                "steps after the repair: a finished stage is not done again");
    }

    /** Steps that follow each other faster than they can be told leave out those before the newest. */
    private static void assertSteps(List<JsonNode> story, int last, String description) {
        var told = steps(story);
        assertThat(told).as(description).isSorted().doesNotHaveDuplicates();
        if (last == 0) {
            assertThat(told).as(description).isEmpty();
        } else {
            assertThat(told).as(description).isNotEmpty().endsWith(last);
        }
    }

    /** Without guidance a step is one run of the UNet, so that runs can be counted. */
    private static Drawing drawing() {
        return Drawing.of(PROMPT).with("steps", STEPS).with("size", "64x64").with("guidance", 1);
    }

    private static void install(FlakyModel model) throws Exception {
        model.install(ServiceHome.models());
        Awaitility.await().until(() -> given().get("/v1/models/" + model.name()).statusCode() == 200);
    }

    private static void remove(FlakyModel model) throws Exception {
        model.remove(ServiceHome.models());
        Awaitility.await().until(() -> given().get("/v1/models/" + model.name()).statusCode() == 404);
        assertThat(Files.exists(ServiceHome.models().resolve(model.name()))).isFalse();
    }

    private static List<String> types(List<JsonNode> story) {
        return story.stream().map(event -> event.path("type").asText()).toList();
    }

    private static List<String> terminals(List<JsonNode> story) {
        return types(story).stream()
                .filter(type -> type.matches("job.(completed|failed|cancelled)"))
                .toList();
    }

    private static List<Integer> steps(List<JsonNode> story) {
        return story.stream()
                .filter(event -> event.path("type").asText().equals("job.progress"))
                .filter(event -> event.at("/data").has("step"))
                .map(event -> event.at("/data/step").asInt())
                .toList();
    }
}
