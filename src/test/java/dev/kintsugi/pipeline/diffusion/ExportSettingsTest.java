package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports whose settings lack files or values work with known defaults, or say which file or setting makes no sense. */
class ExportSettingsTest extends TinyExportFixture {

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
}
