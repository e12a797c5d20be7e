package dev.kintsugi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRepositoryTest {

    @TempDir
    Path home;

    private ModelRepository repository;

    @BeforeEach
    void open() throws IOException {
        repository = new ModelRepository(InstalledModels.folders(home), Clock.systemUTC());
        write("good", "1.0", manifest("good", "1.0", "weights.bin"));
    }

    @Test
    void findsNothingInAFolderThatIsNotThere() {
        assertThat(new ModelRepository(InstalledModels.folders(home.resolve("none")), Clock.systemUTC()).all())
                .isEmpty();
    }

    @Test
    void theNewestVersionWins() throws IOException {
        for (var version : new String[] {"1.9", "1.10", "1.2"}) {
            write("good", version, manifest("good", version, "weights.bin"));
        }
        assertThat(repository.require("good").manifest().version()).isEqualTo("1.10");
        assertThat(repository.all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 1.0\ntask: text-to-image\n",
                "id: other\nversion: 1.0\n",
                "",
                "]: not yaml [",
                "id: broken",
                "{id: broken, version: '1', files: [{path: a, size: many}]}",
                "{id: ../broken, version: '1'}",
                "{id: broken, version: '../1'}",
                "{id: broken, version: '1', files: [{path: ../../etc/passwd, size: 1}]}",
                "{id: broken, version: '1', files: [{path: /etc/passwd, size: 1}]}",
                "{id: broken, version: '1', files: [{path: 'a\\b', size: 1}]}",
                "{id: broken, version: '1', files: [{size: 1}]}"
            })
    void leavesABrokenManifestOutWithTheOthersStillThere(String yaml) throws IOException {
        write("broken", "1", yaml);
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good");
    }

    @Test
    void anOlderVersionServesWhereTheNewestIsBroken() throws IOException {
        write("good", "2.0", "]: not yaml [");
        assertThat(repository.require("good").manifest().version()).isEqualTo("1.0");
    }

    @Test
    void aVersionThatDoesNotBeginWithADigitIsOlderThanOneThatDoes() throws IOException {
        write("good", "beta", manifest("good", "beta", "weights.bin"));
        assertThat(repository.require("good").manifest().version()).isEqualTo("1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1..0", "1.0+", "1-", "20250101000000000000"})
    void anOddVersionHidesNoModels(String version) throws IOException {
        write("good", version, manifest("good", version, "weights.bin"));
        write("other", "1", manifest("other", "1", "weights.bin"));
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good", "other");
    }

    @Test
    void recognisesAStandardLayoutWithoutAManifest() throws IOException {
        var folder = repository.root().resolve("My-Export");
        for (var part : new String[] {"unet", "text_encoder", "vae_decoder"}) {
            Files.write(Files.createDirectories(folder.resolve(part)).resolve("model.onnx"), new byte[3]);
        }
        Files.writeString(folder.resolve("unet/config.json"), "{\"sample_size\": 32}");
        Files.writeString(folder.resolve("model_index.json"), "{}");
        var model = repository.require("my-export");
        assertThat(model.manifest().task()).isEqualTo(Manifest.TEXT_TO_IMAGE);
        assertThat(model.manifest().parameters().size().standard()).isEqualTo(256);
        assertThat(model.manifest().files())
                .extracting(ModelFile::path)
                .contains("unet/model.onnx", "unet/config.json", "model_index.json");
        assertThat(new Integrity().availability(model)).isEqualTo(Availability.AVAILABLE);
        assertThat(model.network("unet", "fp16")).isEqualTo("unet/model.onnx");
        Files.delete(folder.resolve("vae_decoder/model.onnx"));
        Files.delete(folder.resolve("vae_decoder"));
        repository.scan();
        assertThatThrownBy(() -> repository.require("my-export")).isInstanceOf(TypedException.class);
    }

    @Test
    void aStandardLayoutWithABrokenConfigurationIsListedSoThatItIsRefusedByName() throws IOException {
        var folder = repository.root().resolve("export");
        for (var part : new String[] {"unet", "text_encoder", "vae_decoder"}) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.writeString(folder.resolve("unet/config.json"), "{\"sample_size\":");
        Files.writeString(folder.resolve("model_index.json"), "{}");
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("export", "good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../good", "a/b", "A", "-a", "a..b", "a b", "é", "a\n", "nobody"})
    void aNameThatIsNoModelIsNotFound(String name) {
        assertThatThrownBy(() -> repository.require(name))
                .isInstanceOfSatisfying(
                        TypedException.class, e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "a.b-c_d", "sdxl-1.0"})
    void acceptsUsualNames(String name) {
        assertThat(new ModelId(name)).hasToString(name);
        assertThat(ModelId.isValid("a".repeat(64))).isTrue();
        assertThat(ModelId.isValid("a".repeat(65))).isFalse();
    }

    private void write(String model, String version, String yaml) throws IOException {
        var folder = Files.createDirectories(repository.root().resolve(model).resolve(version));
        Files.writeString(folder.resolve(Manifests.FILE), yaml);
    }

    private static String manifest(String id, String version, String file) {
        return "{id: %s, version: '%s', task: text-to-image, files: [{path: %s, size: 1}]}"
                .formatted(id, version, file);
    }
}
