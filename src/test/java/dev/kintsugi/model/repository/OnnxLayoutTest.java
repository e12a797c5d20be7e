package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelNetworks;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of which nothing more is known are models too: in a folder, in the layout of a model hub, or one file. */
class OnnxLayoutTest {

    @TempDir
    Path home;

    /** A model with an empty graph. */
    private static final byte[] NETWORK = {0x3a, 0x00};

    private ModelRepository repository;

    @BeforeEach
    void open() {
        repository = new ModelRepository(InstalledModels.folders(home), new SettableClock());
    }

    private void write(String path) throws IOException {
        var file = repository.root().resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, NETWORK);
    }

    private Model model(String id) {
        var model = repository.require(id);
        assertThat(model.manifest().task()).isEqualTo(Manifest.TENSOR);
        return model;
    }

    @Test
    void aFolderWithNetworksIsAModelWithThePrecisionsOfTheirNames() throws IOException {
        write("resnet/model.onnx");
        write("resnet/model_fp16.onnx");
        write("resnet/README.md");
        var model = model("resnet");
        assertThat(model.manifest().precisions())
                .extracting(Manifest.Precision::name)
                .containsExactly("standard", "fp16");
        assertThat(ModelNetworks.of(model, "standard")).isEqualTo(Map.of("model", "model.onnx"));
        assertThat(ModelNetworks.of(model, "fp16")).isEqualTo(Map.of("model", "model_fp16.onnx"));
        assertThat(model.manifest().files()).extracting(ModelFile::path).doesNotContain("README.md");
    }

    @Test
    void aModelOfAHubHasItsNetworksInAFolder() throws IOException {
        write("bert/onnx/model_quantized.onnx");
        assertThat(ModelNetworks.of(model("bert"), "quantized")).isEqualTo(Map.of("onnx", "onnx/model_quantized.onnx"));
    }

    @Test
    void aNumberedFolderIsAVersionAndTheNewestCounts() throws IOException {
        write("yolo/1/model.onnx");
        write("yolo/2/model.onnx");
        assertThat(model("yolo").manifest().version()).isEqualTo("2");
    }

    @Test
    void aFileIsAModelOfItsNameAndSeveralAreSeveral() throws IOException {
        write("Adder.onnx");
        write("other.onnx");
        var health = new ModelHealth(new Integrity(), new SettableClock());
        for (var id : new String[] {"adder", "other"}) {
            assertThat(health.of(model(id)).usable()).containsExactly("standard");
        }
        assertThat(ModelNetworks.of(model("adder"), "standard")).isEqualTo(Map.of("Adder", "Adder.onnx"));
        Files.write(repository.root().resolve("other.onnx"), new byte[0]);
        assertThat(health.now(model("other")).usable()).isEmpty();
        assertThat(health.now(model("adder")).usable()).containsExactly("standard");
    }

    @Test
    void anExportThatLacksAPartIsNoModelOfItsOtherParts() throws IOException {
        write("broken/unet/model.onnx");
        write("broken/text_encoder/model.onnx");
        assertThat(repository.all()).isEmpty();
    }
}
