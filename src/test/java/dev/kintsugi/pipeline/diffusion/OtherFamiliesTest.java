package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.status.ModelStatus;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        var report = new ModelHealth(new Integrity(), Clock.systemUTC()).of(model);
        assertThat(ModelStatus.state(report, Optional.of(problem.text()))).isEqualTo("incompatible");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../w.bin", "/etc/w.bin", "a/../../w.bin", ".", "..\\w.bin", "a\0b"})
    void areRefusedIfTheirWeightsAreOutsideOfTheirFolders(String location) throws IOException {
        var export = new TinyExport(home.resolve("models/tiny"));
        Files.write(home.resolve("models/tiny/w.bin"), new byte[4]);
        export.network("unet", TinyExport.unetWith(model -> model.external("share", location, 4, 1)));
        var bench = new ExportBench(home);
        var model = bench.repository.require("tiny");
        var variant = new Variant(model.id(), model.manifest().version(), "standard", Device.CPU);
        var problem = bench.models.problem(model, variant).orElseThrow();
        assertThat(problem.type()).isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR);
        assertThat(problem.text())
                .startsWith("the model tiny cannot be used: unet/model.onnx keeps weights outside of its folder")
                .contains("export or save the model again")
                .doesNotContain(home.toString());
        var report = new ModelHealth(new Integrity(), Clock.systemUTC()).of(model);
        assertThat(ModelStatus.state(report, Optional.of(problem.text()))).isEqualTo("incompatible");
    }

    @Test
    void areRefusedIfAnotherFileHasWeightsOfTheBodyOfALoop() throws IOException {
        var export = new TinyExport(home.resolve("models/tiny"));
        Files.write(home.resolve("models/tiny/unet/w.bin"), TinyModel.floats(0.5f));
        export.network("unet", TinyExport.unetWith(_ -> TinyModel.loopOfExternal(10, "w.bin")));
        var bench = new ExportBench(home);
        var model = bench.repository.require("tiny");
        var variant = new Variant(model.id(), model.manifest().version(), "standard", Device.CPU);
        assertThat(bench.models.problem(model, variant).orElseThrow())
                .returns(FailureType.MODEL_COMPATIBILITY_ERROR, TypedException::type)
                .hasMessageStartingWith(
                        "the model tiny cannot be used: unet/model.onnx keeps the tensor 'one' in the body"
                                + " of the Loop 'the-Loop' in another file");
    }

    @Test
    void aNameWithDotsThatStaysInTheFolderIsUsed() throws IOException {
        var export = new TinyExport(home.resolve("models/tiny"));
        Files.write(
                Files.createDirectories(home.resolve("models/tiny/unet/w")).resolve("w..bin"), TinyModel.floats(0.5f));
        export.network("unet", TinyExport.unetWith(model -> model.external("share", "a/../w/./w..bin", 4, 1)));
        var bench = new ExportBench(home);
        var model = bench.repository.require("tiny");
        var variant = new Variant(model.id(), model.manifest().version(), "standard", Device.CPU);
        assertThat(bench.models.problem(model, variant)).isEmpty();
        bench.models.lease(model, variant, "unet").close();
        Files.delete(home.resolve("models/tiny/unet/w/w..bin"));
        assertThat(new ModelHealth(new Integrity(), Clock.systemUTC()).of(model).findings())
                .containsOnlyKeys("unet/w/w..bin");
    }
}
