package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.runtime.Device;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Official exports of other kinds of models are listed, and refused with what it is that is not supported. */
class OtherFamiliesTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sdxl    | unet/model.onnx wants the input text_embeds, as Stable Diffusion XL models do
                    lcm     | unet/model.onnx wants the input timestep_cond, as latent consistency models do
                    inpaint | unet/model.onnx takes 9 channels (axis 1 of sample) and gives 4 (axis 1 of out_sample), as inpainting models do
                    sd3     | model_index.json: _class_name is "StableDiffusion3Pipeline": models with a transformer instead of unet/model.onnx are not supported
                    flux    | model_index.json: _class_name is "FluxPipeline": models with a transformer instead of unet/model.onnx are not supported
                    """)
    void areRefusedByName(String family, String why) throws IOException {
        ExportFixtures.install(family, home.resolve("models"));
        var bench = new ExportBench(home);
        var model = bench.repository.require(family);
        var variant = new Variant(model.id(), model.manifest().version(), "standard", Device.CPU);
        var problem = bench.models.problem(model, variant).orElseThrow();
        assertThat(problem.type()).isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR);
        assertThat(problem.text())
                .startsWith("the model " + family + " cannot be used: ")
                .contains(why);
    }
}
