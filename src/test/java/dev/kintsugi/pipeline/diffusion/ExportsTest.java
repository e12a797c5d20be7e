package dev.kintsugi.pipeline.diffusion;

import static dev.kintsugi.runtime.session.TinyModel.FLOAT;
import static dev.kintsugi.runtime.session.TinyModel.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.TinyModel;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of others work, or say which file, setting, axis or operator does not, and draw no wrong picture. */
class ExportsTest {

    private static final Size SQUARE = new Size(64, 64);

    @TempDir
    Path home;

    private TinyExport export;
    private ExportBench bench;
    private final List<Progress> told = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        export = new TinyExport(home.resolve("models/tiny"));
        bench = new ExportBench(home);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(TensorScope.openTensors()).isZero();
    }

    @Test
    void drawsAndSaysNothingWhereAllIsThere() {
        draw(SQUARE, 5);
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    vae_decoder/config.json         | vae_decoder/config.json is missing: 0.18215 was used
                    tokenizer/tokenizer_config.json | tokenizer/tokenizer_config.json is missing: the settings of CLIP were used
                    scheduler/scheduler_config.json | scheduler/scheduler_config.json is missing: the schedule of Stable Diffusion 1 was used
                    """)
    void drawsWithTheKnownDefaultsWhereAFileIsMissingAndSaysSo(String file, String warning) throws IOException {
        export.without(file);
        lookAgain();
        draw(SQUARE, 5);
        assertThat(warnings()).contains(warning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet/config.json", "text_encoder/config.json", "model_index.json"})
    void needsNoFileThatSaysNothingNew(String file) throws IOException {
        var whole = draw(SQUARE, 5);
        export.without(file);
        lookAgain();
        assertThatThrownBy(() -> draw(SQUARE, 5))
                .as("it was there when the model was first used")
                .hasMessageContaining(file + " of the model tiny is missing");
        Files.delete(home.resolve("contents.json"));
        bench = new ExportBench(home);
        assertThat(draw(SQUARE, 5)).isEqualTo(whole);
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    scheduler/scheduler_config.json | []                                        | scheduler_config.json is []
                    scheduler/scheduler_config.json | {"num_train_timesteps": 0}                | num_train_timesteps is 0
                    scheduler/scheduler_config.json | {"num_train_timesteps": 1000000000}       | num_train_timesteps is 1000000000
                    scheduler/scheduler_config.json | {"num_train_timesteps": 12.5}             | num_train_timesteps is 12.5
                    scheduler/scheduler_config.json | {"num_train_timesteps": "1000"}           | num_train_timesteps is "1000"
                    scheduler/scheduler_config.json | {"beta_start": -5}                        | beta_start is -5
                    scheduler/scheduler_config.json | {"beta_start": 0.5, "beta_end": 0.1}      | beta_end is 0.1
                    scheduler/scheduler_config.json | {"beta_end": NaN}                         | beta_end is "NaN"
                    scheduler/scheduler_config.json | {"beta_schedule": "novel"}                | beta_schedule is "novel"
                    scheduler/scheduler_config.json | {"trained_betas": []}                     | trained_betas is []
                    scheduler/scheduler_config.json | {"trained_betas": [0.1, 7]}               | trained_betas is [0.1,7]
                    scheduler/scheduler_config.json | {"prediction_type": "flow"}               | prediction_type is "flow"
                    scheduler/scheduler_config.json | {"timestep_spacing": "novel"}             | timestep_spacing is "novel"
                    scheduler/scheduler_config.json | {"steps_offset": 5000}                    | steps_offset is 5000
                    scheduler/scheduler_config.json | {"thresholding": true}                    | thresholding is true
                    scheduler/scheduler_config.json | {"clip_sample": "no"}                     | clip_sample is "no"
                    scheduler/scheduler_config.json | {"_class_name": "LCMScheduler"}           | _class_name is "LCMScheduler"
                    scheduler/scheduler_config.json | {"_class_name": "FlowMatchEulerDiscreteScheduler"} | _class_name is "FlowMatchEulerDiscreteScheduler"
                    scheduler/scheduler_config.json | {"rescale_betas_zero_snr": true, "timestep_spacing": "trailing"} | rescale_betas_zero_snr is true
                    vae_decoder/config.json         | {"scaling_factor": 0}                     | scaling_factor is 0
                    vae_decoder/config.json         | {"scaling_factor": -1}                    | scaling_factor is -1
                    vae_decoder/config.json         | {"scaling_factor": Infinity}              | scaling_factor is "Infinity"
                    vae_decoder/config.json         | {"shift_factor": 1e300}                   | shift_factor is 1.0E300
                    vae_decoder/config.json         | {"latent_channels": 16}                   | latent_channels is 16
                    vae_decoder/config.json         | {"latent_channels": 0}                    | latent_channels is 0
                    vae_decoder/config.json         | {"sample_size": 0}                        | sample_size is 0
                    vae_decoder/config.json         | {"block_out_channels": [1, 2]}            | block_out_channels is [1,2]
                    vae_decoder/config.json         | {"latents_mean": [1]}                     | latents_mean is [1]
                    unet/config.json                | {"in_channels": 9}                        | in_channels is 9
                    unet/config.json                | {"sample_size": -64}                      | sample_size is -64
                    unet/config.json                | {"sample_size": [64, 1e9]}                | sample_size is [64,1.0E9]
                    tokenizer/tokenizer_config.json | []                                        | tokenizer_config.json is []
                    tokenizer/tokenizer_config.json | {"model_max_length": 0}                   | model_max_length is 0
                    tokenizer/tokenizer_config.json | {"model_max_length": -3}                  | model_max_length is -3
                    tokenizer/tokenizer_config.json | {"pad_token": "[PAD]"}                    | pad_token [PAD]
                    tokenizer/tokenizer_config.json | {"pad_token": 5}                          | pad_token is 5
                    tokenizer/tokenizer_config.json | {"eos_token": "</s>"}                     | </s>
                    tokenizer/vocab.json            | {"a": 0}                                  | <|endoftext|>
                    tokenizer/vocab.json            | []                                        | vocab.json must be a JSON object
                    text_encoder/config.json        | {"max_position_embeddings": 0}            | max_position_embeddings is 0
                    """)
    void refusesSettingsThatMakeNoSenseByNameAndValue(String file, String json, String expected) throws IOException {
        export.settings(file, json);
        assertRefused(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unet/config.json",
                "vae_decoder/config.json",
                "scheduler/scheduler_config.json",
                "tokenizer/tokenizer_config.json",
                "tokenizer/vocab.json"
            })
    void namesAFileThatIsNoJson(String file) throws IOException {
        for (var text : new String[] {"", "{\"a\": ", "<html></html>"}) {
            export.settings(file, text);
            lookAgain();
            assertThat(bench.repository.all())
                    .extracting(model -> model.id().value())
                    .contains("tiny");
            assertRefused(FailureType.MODEL_CORRUPTION_DETECTED, file);
        }
    }

    @Test
    void anUnlimitedLengthIsTheNumberOfPlaces() throws IOException {
        export.settings(
                "tokenizer/tokenizer_config.json",
                "{\"model_max_length\": 1000000000000000019884624838656, \"pad_token\": \"<|endoftext|>\"}");
        lookAgain();
        draw(SQUARE, 5);
        assertThat(warnings())
                .containsExactly("tokenizer/tokenizer_config.json does not say how many tokens the model reads"
                        + " (model_max_length): 8 were used");
    }

    @Test
    void padsWithTheTokenThatTheSettingsName() throws IOException {
        for (var token : new String[] {"\"z\"", "{\"content\": \"z\", \"lstrip\": false}"}) {
            export.settings(
                    "tokenizer/tokenizer_config.json", "{\"model_max_length\": 6, \"pad_token\": " + token + "}");
            lookAgain();
            var model = bench.repository.require("tiny");
            assertThat(bench.models.settings(model, "standard").tokenizer().encode("a"))
                    .containsExactly(52, 26, 53, 25, 25, 25);
        }
    }

    @Test
    void aSchedulerThatIsReplacedIsToldOnlyWhereNoneWasAskedFor() throws IOException {
        export.settings("scheduler/scheduler_config.json", "{\"_class_name\": \"PNDMScheduler\"}");
        lookAgain();
        draw(SQUARE, 5);
        assertThat(warnings())
                .containsExactly("the model's scheduler PNDMScheduler is not implemented: ddim was used instead of it");
        told.clear();
        draw(plan(SQUARE, 5, SchedulerKind.EULER));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void tellsWhatOfAnyPromptIsNotRead() {
        draw(new ImageWork("a b c d e f g h i j", "k l m n o p q r s t", SQUARE, 2, 5, 1, 1, SchedulerKind.MODEL));
        assertThat(warnings())
                .containsExactly(
                        "the prompt has 12 tokens, but the model reads only 8: its end was not used",
                        "the negative prompt has 12 tokens, but the model reads only 8: its end was not used");
    }

    @ParameterizedTest
    @ValueSource(ints = {FLOAT, 10, 11, 16})
    void feedsTheTypesThatTheNetworkDeclares(int type) throws IOException {
        var expected = draw(SQUARE, 5);
        export.network(
                "unet",
                new TinyModel()
                        .initializer("share", FLOAT, TinyModel.floats(0.5f))
                        .input("sample", type, -1, 4, -1, -1)
                        .input("timestep", type, -1)
                        .input("encoder_hidden_states", type, -1, -1, TinyExport.WIDTH)
                        .output("out_sample", type, -1, 4, -1, -1)
                        .node("Cast", List.of("sample"), "s", to(FLOAT))
                        .node("Mul", List.of("s", "share"), "o")
                        .node("Cast", List.of("o"), "out_sample", to(type)));
        lookAgain();
        var drawn = draw(SQUARE, 5);
        assertThat(LiteDrawings.difference(drawn, expected)).as("levels of 255").isLessThan(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "1, 1", "2, 5", "2, 1", "3, 5"})
    void drawsWhereTheBatchIsFixed(int batch, double guidance) throws IOException {
        var expected = draw(SQUARE, guidance);
        export.network(
                "unet",
                TinyExport.scaled(0.5f)
                        .input("sample", FLOAT, batch, 4, -1, -1)
                        .input("timestep", INT64, batch)
                        .input("encoder_hidden_states", FLOAT, batch, 8, TinyExport.WIDTH)
                        .output("out_sample", FLOAT, batch, 4, -1, -1));
        lookAgain();
        assertThat(draw(SQUARE, guidance)).isEqualTo(expected);
    }

    @Test
    void offersTheSizeThatTheNetworkTakesAndNamesTheAxisOfAnyOther() throws IOException {
        export.network(
                "unet",
                TinyExport.scaled(0.5f)
                        .input("sample", FLOAT, -1, 4, 8, 8)
                        .input("timestep", FLOAT)
                        .input("encoder_hidden_states", FLOAT, -1, -1, TinyExport.WIDTH)
                        .output("out_sample", FLOAT, -1, 4, 8, 8));
        lookAgain();
        var limits = bench.repository.require("tiny").manifest().parameters().size();
        assertThat(List.of(limits.min(), limits.standard(), limits.max())).containsOnly(64);
        draw(SQUARE, 5);
        assertThatThrownBy(() -> draw(new Size(128, 64), 5))
                .hasStackTraceContaining(
                        "the network unet takes only 8 on axis 3 of sample (width in latents), not 16");
    }

    @Test
    void drawsTheOneSizeThatIsNotSquareWhereItIsAskedFor() throws IOException {
        export.network(
                "unet",
                TinyExport.scaled(0.5f)
                        .input("sample", FLOAT, -1, 4, 8, 12)
                        .input("timestep", FLOAT)
                        .input("encoder_hidden_states", FLOAT, -1, -1, TinyExport.WIDTH)
                        .output("out_sample", FLOAT, -1, 4, 8, 12));
        lookAgain();
        var limits = bench.repository.require("tiny").manifest().parameters().size();
        assertThat(List.of(limits.min(), limits.max())).containsExactly(64, 96);
        draw(new Size(96, 64), 5);
        assertThatThrownBy(() -> draw(SQUARE, 5)).hasStackTraceContaining("takes only 12 on axis 3 of sample");
    }

    @Test
    void refusesNetworksOfOtherPipelinesAndThoseThatDoNotBelongTogether() throws IOException {
        export.network("unet", TinyExport.unet(4).input("timestep_cond", FLOAT, -1, 16));
        assertRefused("unet/model.onnx wants the input timestep_cond, as latent consistency models do");
        export.network("unet", TinyExport.unet(4).input("text_embeds", FLOAT, -1, 16));
        assertRefused("unet/model.onnx wants the input text_embeds, as Stable Diffusion XL models do");
        export.network(
                "unet",
                TinyExport.scaled(1)
                        .input("sample", FLOAT, -1, 9, -1, -1)
                        .input("timestep", FLOAT)
                        .input("encoder_hidden_states", FLOAT, -1, -1, TinyExport.WIDTH)
                        .output("out_sample", FLOAT, -1, 4, -1, -1));
        assertRefused(
                "takes 9 channels (axis 1 of sample) and gives 4 (axis 1 of out_sample), as inpainting models do");
        export.network("unet", TinyExport.unet(4));
        export.network("text_encoder", TinyExport.textEncoder(TinyExport.TOKENS, 3, 1));
        assertRefused(
                "takes states that are 2 wide (axis 2 of encoder_hidden_states), but text_encoder/model.onnx gives"
                        + " states that are 3 wide");
        export.network("text_encoder", TinyExport.textEncoder(40, TinyExport.WIDTH, 1));
        assertRefused("has ids up to 53, and the text encoder has embeddings for the ids 0 to 39");
        export.network("text_encoder", TinyExport.textEncoder(5000, TinyExport.WIDTH, 1));
        assertRefused("has ids up to 53, and the text encoder has embeddings for the ids 0 to 4999");
        export.network("text_encoder", TinyExport.textEncoder(TinyExport.TOKENS, TinyExport.WIDTH, 1));
        export.network("vae_decoder", TinyExport.decoder(16));
        assertRefused("has 4 as axis 1 of sample, but vae_decoder/model.onnx has 16 as axis 1 of latent_sample");
        export.network("vae_decoder", TinyExport.decoder(4));
        lookAgain();
        draw(SQUARE, 5);
    }

    @Test
    void namesWhatOnnxRuntimeLacksAndLoadsItOnce() throws IOException {
        export.network(
                "unet", TinyExport.unet(4).domain("com.acme", 1).node("com.acme", "Frob", List.of("sample"), "x"));
        lookAgain();
        assertFails(FailureType.MODEL_COMPATIBILITY_ERROR, "unet/model.onnx needs the operator com.acme:Frob");
        assertFails(FailureType.MODEL_COMPATIBILITY_ERROR, "unet/model.onnx needs the operator com.acme:Frob");
        export.network("unet", TinyExport.unet(4).ir(99));
        lookAgain();
        assertFails(FailureType.MODEL_COMPATIBILITY_ERROR, "unet/model.onnx has the IR version 99, at most 13");
        export.network("unet", TinyExport.unet(4).opset(99));
        lookAgain();
        assertFails(FailureType.MODEL_COMPATIBILITY_ERROR, "unet/model.onnx needs opset 99");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void neverMakesAPictureOfWhatAreNoNumbers(float value) throws IOException {
        export.network("text_encoder", TinyExport.textEncoder(TinyExport.TOKENS, TinyExport.WIDTH, value));
        lookAgain();
        assertFails(FailureType.NON_FINITE_OUTPUT, "text_encoder");
        export.network("text_encoder", TinyExport.textEncoder(TinyExport.TOKENS, TinyExport.WIDTH, 1));
        export.network("unet", TinyExport.unet(4, value));
        lookAgain();
        assertFails(FailureType.NON_FINITE_OUTPUT, "unet");
        export.network("unet", TinyExport.unet(4));
        export.network("vae_decoder", TinyExport.decoder(4, value, -1, -1));
        lookAgain();
        assertFails(FailureType.NON_FINITE_OUTPUT, "vae_decoder");
    }

    /** As a service does after a change on disk. */
    private void lookAgain() {
        bench = new ExportBench(home);
    }

    private void assertRefused(String text) {
        lookAgain();
        assertRefused(FailureType.MODEL_COMPATIBILITY_ERROR, text);
    }

    private void assertRefused(FailureType type, String text) {
        var model = bench.repository.require("tiny");
        var problem = bench.models.problem(model, variant()).orElseThrow();
        assertThat(problem.type()).isEqualTo(type);
        assertThat(problem.text()).contains("the model tiny").contains(text);
        assertFails(type, text);
        assertThat(bench.sessions.loaded()).isZero();
    }

    private void assertFails(FailureType type, String text) {
        assertThatThrownBy(() -> draw(SQUARE, 5)).satisfies(thrown -> {
            var failure = new Classification(List.of(), Clock.systemUTC()).classify(thrown, FailureContext.NONE);
            assertThat(failure.type()).isEqualTo(type);
            assertThat(failure.message()).contains(text);
        });
    }

    private static TinyModel.Message to(int type) {
        return new TinyModel.Message().text(1, "to").number(3, type).number(20, 2);
    }

    private static Variant variant() {
        return new Variant(new dev.kintsugi.model.ModelId("tiny"), "1", "standard", Device.CPU);
    }

    private static Plan plan(Size size, double guidance, SchedulerKind scheduler) {
        return new Plan(variant(), new ImageWork("a b", "c", size, 4, guidance, 1, 1, scheduler), Execution.FASTEST);
    }

    private byte[] draw(Size size, double guidance) {
        return draw(plan(size, guidance, SchedulerKind.MODEL));
    }

    private byte[] draw(ImageWork picture) {
        return draw(new Plan(variant(), picture, Execution.FASTEST));
    }

    private byte[] draw(Plan plan) {
        try (var handle = new RunHandle()) {
            var run = new GenerationRun("", handle, new StageResults(), Checkpoint.NONE, told::add, 0);
            return bench.pipeline.run(plan, run).stream()
                    .map(Artifact::content)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<String> warnings() {
        return told.stream()
                .<String>mapMulti((progress, out) -> {
                    if (progress instanceof Progress.Warning warning) {
                        out.accept(warning.text());
                    }
                })
                .toList();
    }
}
