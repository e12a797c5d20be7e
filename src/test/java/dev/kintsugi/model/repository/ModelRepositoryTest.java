package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with manifests: what is found, which version, and what is said of a manifest that is broken. */
class ModelRepositoryTest extends ModelRepositoryFixture {

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
    void tellsOfABrokenManifestWithTheOthersStillThere(String yaml) throws IOException {
        write("broken", "1", yaml);
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("broken", "good");
        assertThat(repository.require("good").refusal()).isNull();
        var broken = repository.require("broken");
        assertThat(broken.refusal()).isNotBlank();
        assertThatThrownBy(broken::requireUsable).hasMessageContaining(broken.refusal());
        assertThat(health.of(broken).availability()).isEqualTo(Availability.INCOMPATIBLE);
        assertThat(health.of(broken).isUsable()).isFalse();
    }

    @Test
    void aModelThatCannotBeUsedTakesNoOtherOnesName() throws IOException {
        write("broken", "1", manifest("better", "1", "weights.bin"));
        write("better", "1", "]: not yaml [");
        assertThat(repository.require("better").refusal()).isNull();
        assertThat(repository.require("better").folder().getParent()).endsWithRaw(Path.of("broken"));
    }

    /** It must not answer as if it were the one that was asked for. */
    @Test
    void anOlderVersionIsThereWhereTheNewestIsBroken() throws IOException {
        write("good", "2.0", "]: not yaml [");
        var newest = repository.require("good");
        assertThat(newest.manifest().version()).isEqualTo("2.0");
        assertThat(newest.refusal()).contains("cannot be read");
        assertThat(newest.manifest().files()).isEmpty();
        assertThat(repository.otherVersions(newest)).singleElement().satisfies(older -> {
            assertThat(older.manifest().version()).isEqualTo("1.0");
            assertThat(older.manifest().task()).isEqualTo(newest.manifest().task());
            assertThat(older.refusal()).isNull();
        });
    }

    @Test
    void aManifestThatWasCopiedWithItsIdTakesNoOtherModelsPlace() throws IOException {
        write("another", "3.0", manifest("good", "3.0", "weights.bin"));
        write("better", "2.0", manifest("good", "2.0", "weights.bin"));
        write("better", "1.0", manifest("better", "1.0", "weights.bin"));
        assertThat(repository.require("good").manifest().version()).isEqualTo("1.0");
        assertThat(repository.require("better").manifest().version()).isEqualTo("1.0");
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
    void aManifestThatIsNoFileOrHugeOrGarbageIsTold() throws Exception {
        var folder = Files.createDirectories(repository.root().resolve("bad/1"));
        var manifest = folder.resolve(Manifests.FILE);
        var reader = new FolderReader(AllowedLinks.ANYWHERE);
        assertThat(new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor())
                .isZero();
        assertThat(reader.read(folder.getParent()).problems())
                .singleElement()
                .asString()
                .contains("is no file");
        Files.delete(manifest);
        Files.write(manifest, new byte[(int) FolderReader.LARGEST_MANIFEST + 1]);
        assertThat(reader.read(folder.getParent()).problems())
                .singleElement()
                .asString()
                .contains("bytes");
        Files.write(manifest, new byte[] {0, 1, 2, (byte) 0xff});
        assertThat(reader.read(folder.getParent()).problems())
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                | lists no files: list each file with path",
                "', files: []'                                     | lists no files: list each file with path",
                "', files: [{path: model_index.json}]'             | size is missing from the entry of model_index.json",
                "', files: [{path: model_index.json, size: null}]' | size is missing from the entry of model_index.json",
                "', files: [{size: 2}]'                            | path is missing from an entry of files",
                "', files: [{path: ../x, size: 2}]'                | manifest.yaml cannot be read: not a path inside the model",
                "', files: {path: model_index.json}'               | cannot be read: the value of files is missing or of the wrong type",
                "', files: [{path: x, size: many}]'                | cannot be read: the value of files.[0].size is missing or of",
                "', quality: [good]'                               | cannot be read: the value of quality is missing or of the wrong",
                "', files: [{path: model_index.json, size: 2}]'    | does not list text_encoder/model.onnx, unet/model.onnx, vae",
            })
    void aManifestThatDoesNotListTheFilesIsToldAsSuch(String files, String why) throws IOException {
        var folder = export("mine");
        Files.writeString(folder.resolve(Manifests.FILE), "{id: mine, version: '1', task: text-to-image" + files + "}");
        var model = repository.require("mine");
        assertThat(model.refusal()).startsWith("manifest.yaml ").contains(why).doesNotContain("dev.kintsugi");
        assertThat(health.of(model).availability()).isEqualTo(Availability.INCOMPATIBLE);
    }

    @Test
    void aManifestWithoutLimitsTakesThoseOfTheExport() throws IOException {
        var folder = export("mine");
        Files.writeString(
                folder.resolve(Manifests.FILE),
                "{id: mine, version: '1', task: text-to-image, files: ["
                        + Stream.of("text_encoder", "unet", "vae_decoder")
                                .map(part -> "{path: %s/model.onnx, size: %d}".formatted(part, NETWORK.length))
                                .collect(Collectors.joining(", "))
                        + "]}");
        var model = repository.require("mine");
        assertThat(model.refusal()).isNull();
        assertThat(model.manifest().parameters()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../good", "a/b", "-a", "a..b", "a b", "é", "a\n", "nobody"})
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
}
