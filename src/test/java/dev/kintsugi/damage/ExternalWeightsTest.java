package dev.kintsugi.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exporters put weights beside a network, some of them every tensor, those that shapes are computed of included. */
class ExternalWeightsTest {

    private static final String LITE = "shapes-diffusion-lite";

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(ints = {1024, 0})
    void aModelDrawsTheSameWithItsTensorsInOtherFiles(int least) throws IOException {
        var folder = home.resolve("models/external");
        Subject.copy(Path.of("src/main/resources/builtin", LITE, "1.0.0"), folder);
        Files.delete(folder.resolve("manifest.yaml"));
        for (var network : new String[] {"text_encoder", "unet", "vae_decoder"}) {
            Files.delete(folder.resolve(network + "/model_int8.onnx"));
            ExternalWeights.moveOut(folder.resolve(network + "/model.onnx"), least);
        }
        var bench = new Workbench(home);
        assertThat(png(bench, "external")).isEqualTo(png(bench, LITE));
    }

    private static byte[] png(Workbench bench, String model) {
        var manifest = bench.repository.require(model).manifest();
        var plan = bench.plan(LITE, "a large red star on a blue background");
        return bench.pipeline
                .run(plan.withVariant(of(plan, manifest)), Workbench.run(_ -> {}))
                .getFirst()
                .content();
    }

    private static dev.kintsugi.pipeline.plan.Variant of(Plan plan, Manifest manifest) {
        return new dev.kintsugi.pipeline.plan.Variant(
                manifest.id(),
                manifest.version(),
                manifest.standardPrecision().name(),
                plan.variant().device());
    }
}
