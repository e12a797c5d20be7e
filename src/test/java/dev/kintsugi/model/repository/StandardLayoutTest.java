package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.health.FileProblem;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.onnx.OnnxFileTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports without a manifest: what is recognised by its layout, by which name, and what is missing or damaged in it. */
class StandardLayoutTest extends ModelRepositoryFixture {

    @Test
    void recognisesAStandardLayoutWithoutAManifest() throws IOException {
        var folder = repository.root().resolve("My-Export");
        for (var part : new String[] {"unet", "text_encoder", "vae_decoder"}) {
            Files.write(Files.createDirectories(folder.resolve(part)).resolve("model.onnx"), NETWORK);
        }
        Files.writeString(folder.resolve("unet/config.json"), "{\"sample_size\": 32}");
        Files.writeString(folder.resolve("unet/notes.md"), "nobody needs this");
        Files.writeString(folder.resolve("model_index.json"), "{}");
        var model = repository.require("my-export");
        assertThat(model.manifest().task()).isEqualTo(Manifest.TEXT_TO_IMAGE);
        assertThat(model.manifest().parameters().size().standard()).isEqualTo(256);
        assertThat(model.manifest().files())
                .extracting(ModelFile::path)
                .containsExactlyInAnyOrder(
                        "unet/model.onnx",
                        "unet/config.json",
                        "model_index.json",
                        "text_encoder/model.onnx",
                        "vae_decoder/model.onnx");
        assertThat(new Integrity().availability(model)).isEqualTo(Availability.AVAILABLE);
        assertThat(model.network("unet", "fp16")).isEqualTo("unet/model.onnx");
        Files.delete(folder.resolve("vae_decoder/model.onnx"));
        Files.delete(folder.resolve("vae_decoder"));
        repository.scan();
        assertThat(health.of(repository.require("my-export")).findings())
                .isEqualTo(Map.of("vae_decoder/model.onnx", FileProblem.FILE_MISSING));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"_class_name": "KandinskyV22Pipeline"} | unet, movq                      | _class_name is "KandinskyV22Pipeline"
                    {"_class_name": "PixArtAlphaPipeline"}  | transformer, text_encoder, vae_decoder | models with a transformer
                    {"_class_name": "AuraFlowPipeline", "transformer": ["a", "b"]} | vae_decoder | models with a transformer
                    {"_class_name": "StableCascadeDecoderPipeline"} | decoder, vqgan          | _class_name is "StableCascadeDecoderPipeline"
                    {"_class_name": "StableVideoDiffusionPipeline"} | image_encoder, unet, vae | _class_name is "StableVideoDiffusionPipeline"
                    """)
    void anotherKindOfModelIsToldByName(String index, String parts, String why) throws IOException {
        var folder = Files.createDirectories(repository.root().resolve("other"));
        Files.writeString(folder.resolve("model_index.json"), index);
        for (var part : parts.split(", ")) {
            Files.write(Files.createDirectory(folder.resolve(part)).resolve("model.onnx"), NETWORK);
        }
        var model = repository.require("other");
        assertThat(model.refusal()).contains(why).contains("supported");
        assertThat(health.of(model).availability()).isEqualTo(Availability.INCOMPATIBLE);
    }

    @Test
    void weightsOfAnotherFrameworkAreToldWithWhatToDo() throws IOException {
        var folder = Files.createDirectories(repository.root().resolve("other"));
        Files.writeString(folder.resolve("model_index.json"), "{\"_class_name\": \"StableDiffusionPipeline\"}");
        Files.write(
                Files.createDirectory(folder.resolve("unet")).resolve("diffusion_pytorch_model.safetensors"),
                new byte[9]);
        assertThat(repository.require("other").refusal())
                .contains("unet holds diffusion_pytorch_model.safetensors")
                .contains("export the model to ONNX");
    }

    @Test
    void aStandardLayoutWithABrokenConfigurationIsListedAsDamaged() throws IOException {
        var folder = export("export");
        Files.writeString(folder.resolve("unet/config.json"), "{\"sample_size\":");
        var report = health.of(repository.require("export"));
        assertThat(report.findings()).isEqualTo(Map.of("unet/config.json", FileProblem.INVALID_FORMAT));
        assertThat(report.isUsable()).isFalse();
        assertThat(report.availability()).isEqualTo(Availability.CORRUPTED);
    }

    @Test
    void aStandardLayoutWithoutANetworkIsListedAsMissing() throws IOException {
        Files.delete(export("export").resolve("unet/model.onnx"));
        var report = health.of(repository.require("export"));
        assertThat(report.findings()).isEqualTo(Map.of("unet/model.onnx", FileProblem.FILE_MISSING));
        assertThat(report.availability()).isEqualTo(Availability.MISSING);
    }

    @Test
    void weightsThatAreShorterThanTheNetworkSaysAreDamaged() throws IOException {
        var folder = export("export");
        Files.write(folder.resolve("unet/model.onnx"), OnnxFileTest.networkWithWeights("weights/w.data", 100));
        assertThat(health.of(repository.require("export")).findings())
                .isEqualTo(Map.of("unet/weights/w.data", FileProblem.FILE_MISSING));
        Files.write(Files.createDirectory(folder.resolve("unet/weights")).resolve("w.data"), new byte[99]);
        clock.pass(Duration.ofSeconds(2));
        assertThat(health.of(repository.require("export")).findings())
                .isEqualTo(Map.of("unet/weights/w.data", FileProblem.CHECKSUM_MISMATCH));
        Files.write(folder.resolve("unet/weights/w.data"), new byte[100]);
        clock.pass(Duration.ofSeconds(2));
        assertThat(health.of(repository.require("export")).isUsable()).isTrue();
    }

    @Test
    void aVersionOfAnExportHasTheNameOfTheModelsFolder() throws IOException {
        export("My-Model/1");
        assertThat(repository.require("My-Model").manifest().version()).isEqualTo("1");
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good", "my-model");
    }

    @Test
    void aFolderWithCapitalsInItsNameTakesNoOthersPlace() throws IOException {
        var plain = export("sd15");
        export("Sd15");
        assertThat(repository.require("sd15").folder()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "Größe", "模型", "-dash", "a..b"})
    void aFolderWhoseNameIsNoModelsIsLeftOutWithAReason(String name) throws IOException {
        export(name);
        var content =
                new FolderReader(AllowedLinks.ANYWHERE).read(repository.root().resolve(name));
        assertThat(content.versions()).isEmpty();
        assertThat(content.problems()).singleElement().asString().contains("rename the folder");
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good");
    }
}
