package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.health.FileProblem;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.onnx.OnnxFileTest;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRepositoryTest {

    @TempDir
    Path home;

    /** A model with an empty graph. */
    private static final byte[] NETWORK = {0x3a, 0x00};

    private final SettableClock clock = new SettableClock();
    private ModelRepository repository;
    private ModelHealth health;

    @BeforeEach
    void open() throws IOException {
        repository = new ModelRepository(InstalledModels.folders(home), clock);
        health = new ModelHealth(new Integrity(), clock);
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
    void linkedFoldersAndFilesAreFollowedWithoutLoops() throws IOException {
        var blobs = Files.createDirectories(home.resolve("hub/blobs"));
        var snapshot = export(home.resolve("hub/snapshots/abc"));
        for (var part : new String[] {"unet/model.onnx", "model_index.json"}) {
            var blob = blobs.resolve(part.replace('/', '-'));
            Files.move(snapshot.resolve(part), blob);
            Files.createSymbolicLink(
                    snapshot.resolve(part), snapshot.resolve(part).getParent().relativize(blob));
        }
        Files.move(snapshot.resolve("text_encoder"), home.resolve("hub/elsewhere"));
        Files.createSymbolicLink(snapshot.resolve("text_encoder"), home.resolve("hub/elsewhere"));
        Files.createSymbolicLink(snapshot.resolve("unet/loop"), snapshot);
        Files.createSymbolicLink(repository.root().resolve("linked"), snapshot);
        Files.createSymbolicLink(repository.root().resolve("itself"), Path.of("itself"));
        Files.createSymbolicLink(repository.root().resolve("back"), repository.root());
        Files.createSymbolicLink(repository.root().resolve("further-back"), home);
        Files.createSymbolicLink(repository.root().resolve("gone"), home.resolve("nowhere"));
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good", "linked");
        assertThat(health.of(repository.require("linked")).isUsable()).isTrue();
    }

    @Test
    void linksLeadNoFurtherThanTheOperatorAllows() throws IOException {
        var outside = export(home.resolve("outside/export"));
        Files.createSymbolicLink(repository.root().resolve("linked"), outside);
        export("inside");
        for (var allowed : List.of(home.resolve("outside"), home.resolve("elsewhere"))) {
            var reader = new FolderReader(new AllowedLinks(repository.root(), List.of(allowed)));
            var content = reader.read(repository.root().resolve("linked"));
            assertThat(content.model().orElseThrow().refusal() == null).isEqualTo(allowed.endsWith("outside"));
            assertThat(content.problems()).hasSize(allowed.endsWith("outside") ? 0 : 1);
            assertThat(reader.read(repository.root().resolve("inside")).model()).isPresent();
        }
    }

    @Test
    void aFileThatIsALinkToElsewhereIsToldIfTheOperatorDoesNotAllowIt() throws IOException {
        var network = export("export").resolve("unet/model.onnx");
        Files.move(network, home.resolve("elsewhere.onnx"));
        Files.createSymbolicLink(network, home.resolve("elsewhere.onnx"));
        var reader = new FolderReader(new AllowedLinks(repository.root(), List.of()));
        var model = reader.read(repository.root().resolve("export")).model().orElseThrow();
        assertThat(model.refusal()).contains("model.onnx is a link").contains("kintsugi.models.links");
        assertThat(new FolderReader(AllowedLinks.ANYWHERE)
                        .read(repository.root().resolve("export"))
                        .model()
                        .orElseThrow()
                        .refusal())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes-diffusion", "shapes-diffusion/1.0.0", "shapes-diffusion/1.0.0/unet/model.onnx"})
    void aBuiltInModelBehindALinkThatIsNotAllowedIsRefused(String linked) throws IOException {
        var installed = home.resolve("installed");
        new InstalledModels(installed);
        var link = installed.resolve("models").resolve(linked);
        var elsewhere = home.resolve("elsewhere");
        Files.move(link, elsewhere);
        Files.createSymbolicLink(link, elsewhere);
        assertThat(shipped(installed, home).refusal()).isNull();
        assertThat(shipped(installed, installed).refusal())
                .contains("is a link")
                .contains("kintsugi.models.links");
    }

    private static Model shipped(Path installed, Path allowed) {
        var folders = InstalledModels.folders(installed, Map.of(), Optional.of(List.of(allowed)));
        return new ModelRepository(folders, Clock.systemUTC(), new BuiltinManifests()).require("shapes-diffusion");
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
        assertThat(content.model()).isEmpty();
        assertThat(content.problems()).singleElement().asString().contains("rename the folder");
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good");
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

    private Path export(String name) throws IOException {
        return export(repository.root().resolve(name));
    }

    private static Path export(Path folder) throws IOException {
        for (var part : new String[] {"unet", "text_encoder", "vae_decoder"}) {
            Files.write(Files.createDirectories(folder.resolve(part)).resolve("model.onnx"), NETWORK);
        }
        Files.writeString(folder.resolve("model_index.json"), "{}");
        return folder;
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

    private void write(String model, String version, String yaml) throws IOException {
        var folder = Files.createDirectories(repository.root().resolve(model).resolve(version));
        Files.writeString(folder.resolve(Manifests.FILE), yaml);
    }

    private static String manifest(String id, String version, String file) {
        return "{id: %s, version: '%s', task: text-to-image, files: [{path: %s, size: 1}]}"
                .formatted(id, version, file);
    }
}
