package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.runtime.device.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelProbeTest {

    @TempDir
    Path home;

    private Workbench bench;
    private ModelProbe probe;

    @BeforeEach
    void open() {
        bench = new Workbench(home);
        probe = new ModelProbe(
                new DefaultCandidates(bench.repository, bench.installed.health, bench.installed.alternatives),
                bench.models,
                new Devices(Workbench.settings()),
                bench.sessions,
                Clock.systemUTC());
    }

    @Test
    void leavesAModelUnloadedThatNobodyHasAskedForYet() {
        var answer = probe.probe(Duration.ZERO);
        assertThat(answer.works()).isTrue();
        assertThat(answer.loaded()).isFalse();
        assertThat(answer.model()).isEqualTo("shapes-diffusion");
        assertThat(answer.device()).isEqualTo("cpu");
        assertThat(bench.sessions.loaded()).isZero();
    }

    @Test
    void asksAModelThatIsLoaded() throws Exception {
        draw("shapes-diffusion");
        var answer = probe.probe(Duration.ZERO);
        assertThat(answer.works()).isTrue();
        assertThat(answer.loaded()).isTrue();
    }

    @Test
    void turnsToAnotherPrecisionBeforeAnotherModel() throws IOException {
        Files.delete(home.resolve("models/shapes-diffusion/1.0.0/unet/model.onnx"));
        assertThat(probe.probe(Duration.ZERO).model()).isEqualTo("shapes-diffusion");
        assertThat(probe.usable(bench.repository.require("shapes-diffusion"))).containsExactly("int8");
    }

    @Test
    void turnsToAnotherModelWhereNoPrecisionIsWhole() throws IOException {
        Files.delete(home.resolve("models/shapes-diffusion/1.0.0/unet/model.onnx"));
        Files.delete(home.resolve("models/shapes-diffusion/1.0.0/unet/model_int8.onnx"));
        assertThat(probe.probe(Duration.ZERO).model()).isEqualTo("shapes-diffusion-lite");
    }

    @Test
    void saysSoWhereNoModelIsWhole() throws IOException {
        for (var model : new String[] {"shapes-diffusion", "shapes-diffusion-lite"}) {
            Files.write(home.resolve("models/" + model + "/1.0.0/unet/model.onnx"), new byte[10]);
            Files.write(home.resolve("models/" + model + "/1.0.0/tokenizer/vocab.json"), new byte[10]);
        }
        assertThat(probe.probe(Duration.ZERO).works()).isFalse();
    }

    @Test
    void whatNoPictureNeedsDoesNotMatter() throws IOException {
        for (var file : new String[] {"vae_encoder/model.onnx", "vae_encoder/config.json"}) {
            Files.delete(home.resolve("models/shapes-diffusion/1.0.0").resolve(file));
        }
        Files.writeString(home.resolve("models/shapes-diffusion/1.0.0/unet/download.log"), "more and more");
        draw("shapes-diffusion");
        assertThat(probe.usable(bench.repository.require("shapes-diffusion"))).containsExactly("fp16", "int8");
    }

    private void draw(String model) {
        bench.pipeline.run(bench.plan(model, "a red star"), Workbench.run(_ -> {}));
    }
}
