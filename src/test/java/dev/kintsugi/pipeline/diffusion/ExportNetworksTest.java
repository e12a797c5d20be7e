package dev.kintsugi.pipeline.diffusion;

import static dev.kintsugi.runtime.session.TinyModel.FLOAT;
import static dev.kintsugi.runtime.session.TinyModel.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of other exporters work, or say which axis, input or operator does not, and draw no wrong picture. */
class ExportNetworksTest extends TinyExportFixture {

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

    private static TinyModel.Message to(int type) {
        return new TinyModel.Message().text(1, "to").number(3, type).number(20, 2);
    }
}
