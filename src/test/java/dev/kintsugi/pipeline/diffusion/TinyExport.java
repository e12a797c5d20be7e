package dev.kintsugi.pipeline.diffusion;

import static dev.kintsugi.runtime.session.TinyModel.FLOAT;
import static dev.kintsugi.runtime.session.TinyModel.INT64;

import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The smallest export that can be drawn with: real networks of a few nodes, in the layout and with the settings of
 * Stable Diffusion 1. Each part can be written differently afterwards.
 */
public final class TinyExport {

    public static final int WIDTH = 2;

    /** Letters, letters at the end of a word, start, end. */
    public static final int TOKENS = 54;

    final Path folder;

    public TinyExport(Path folder) throws IOException {
        this.folder = folder;
        settings("model_index.json", "{\"_class_name\": \"StableDiffusionPipeline\"}");
        settings("scheduler/scheduler_config.json", """
                {"_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
                 "num_train_timesteps": 1000, "clip_sample": false, "set_alpha_to_one": false, "steps_offset": 1,
                 "prediction_type": "epsilon", "timestep_spacing": "leading"}""");
        settings("tokenizer/tokenizer_config.json", """
                {"model_max_length": 8, "pad_token": "<|endoftext|>", "bos_token": "<|startoftext|>",
                 "eos_token": "<|endoftext|>"}""");
        settings("tokenizer/vocab.json", vocabulary());
        settings("tokenizer/merges.txt", "#version: 0.2\n");
        settings("text_encoder/config.json", "{\"max_position_embeddings\": 8}");
        settings("unet/config.json", "{\"sample_size\": 8, \"in_channels\": 4, \"block_out_channels\": [8]}");
        settings(
                "vae_decoder/config.json",
                "{\"scaling_factor\": 0.5, \"latent_channels\": 4, \"sample_size\": 64, \"block_out_channels\": [1, 1, 1, 1]}");
        network("text_encoder", textEncoder(TOKENS, WIDTH, 1));
        network("unet", unet(4));
        network("vae_decoder", decoder(4));
    }

    static String vocabulary() {
        var json = new StringBuilder("{");
        for (char letter = 'a'; letter <= 'z'; letter++) {
            json.append('"').append(letter).append("\": ").append(letter - 'a').append(", ");
            json.append('"')
                    .append(letter)
                    .append("</w>\": ")
                    .append(letter - 'a' + 26)
                    .append(", ");
        }
        return json + "\"<|startoftext|>\": 52, \"<|endoftext|>\": 53}";
    }

    public TinyExport settings(String path, String text) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    TinyExport without(String path) throws IOException {
        Files.delete(folder.resolve(path));
        return this;
    }

    public TinyExport network(String component, TinyModel network) throws IOException {
        network.writeTo(Files.createDirectories(folder.resolve(component)).resolve("model.onnx"));
        return this;
    }

    /** Every state of a token is this value. */
    public static TinyModel textEncoder(int tokens, int width, float value) {
        var table = new float[tokens * width];
        java.util.Arrays.fill(table, value);
        return new TinyModel()
                .initializer("table", FLOAT, TinyModel.floats(table), tokens, width)
                .input("input_ids", INT64, -1, -1)
                .output("last_hidden_state", FLOAT, -1, -1, width)
                .node("Gather", List.of("table", "input_ids"), "last_hidden_state");
    }

    /** Predicts half of the latents as noise. */
    static TinyModel unet(int channels) {
        return unet(channels, 0.5f);
    }

    /** Predicts this share of the latents as noise. */
    public static TinyModel unet(int channels, float share) {
        return unetOf(scaled(share), channels);
    }

    /** The same with its only weight, {@code share}, as it is added. */
    static TinyModel unetWith(UnaryOperator<TinyModel> share) {
        return unetOf(share.apply(new TinyModel()).node("Mul", List.of("sample", "share"), "out_sample"), 4);
    }

    private static TinyModel unetOf(TinyModel model, int channels) {
        return model.input("sample", FLOAT, -1, channels, -1, -1)
                .input("timestep", FLOAT)
                .input("encoder_hidden_states", FLOAT, -1, -1, WIDTH)
                .output("out_sample", FLOAT, -1, channels, -1, -1);
    }

    static TinyModel scaled(float share) {
        return new TinyModel()
                .initializer("share", FLOAT, TinyModel.floats(share))
                .node("Mul", List.of("sample", "share"), "out_sample");
    }

    static TinyModel decoder(int channels) {
        return decoder(channels, 0.1f, -1, -1);
    }

    /** Every latent becomes eight by eight pixels. */
    public static TinyModel decoder(int channels, float weight, long height, long width) {
        var weights = new float[channels * 3 * 64];
        java.util.Arrays.fill(weights, weight);
        return new TinyModel()
                .initializer("weights", FLOAT, TinyModel.floats(weights), channels, 3, 8, 8)
                .input("latent_sample", FLOAT, -1, channels, height, width)
                .output("sample", FLOAT, -1, 3, height < 0 ? -1 : 8 * height, width < 0 ? -1 : 8 * width)
                .node(
                        "ConvTranspose",
                        List.of("latent_sample", "weights"),
                        "sample",
                        new TinyModel.Message()
                                .text(1, "strides")
                                .number(8, 8)
                                .number(8, 8)
                                .number(20, 7));
    }
}
