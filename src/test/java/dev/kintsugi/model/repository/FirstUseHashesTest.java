package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.source.InstalledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstUseHashesTest {

    @TempDir
    Path home;

    private Model model;
    private FirstUseHashes contents;

    @BeforeEach
    void use() throws IOException {
        model = model("own", null);
        contents = contents();
        contents.note(model, "unet/model.onnx", "a");
        contents.note(model, "vae_decoder/model.onnx", "b");
        contents.note(model, "scheduler/scheduler_config.json", "c");
        contents.confirm(model);
    }

    /** Such as the first half of a file that is being copied. */
    @Test
    void whatGaveNoResultIsNotWhatAModelHadInItAtFirst() {
        var later = contents();
        later.note(model, "text_encoder/model.onnx", "half");
        later.note(model, "unet/model.onnx", "a");
        assertThat(later.changed(model)).isEmpty();
        assertThat(contents().changed(model)).isEmpty();
        later.note(model, "text_encoder/model.onnx", "whole");
        later.confirm(model);
        assertThat(later.changed(model)).isEmpty();
        later.note(model, "text_encoder/model.onnx", "half");
        assertThat(later.changed(model)).containsExactly("text_encoder/model.onnx");
    }

    @Test
    void anEntryWhoseNameIsThatOfNoFolderLeavesTheOthers() throws IOException {
        var file = home.resolve(FirstUseHashes.FILE);
        Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"own\\\\u0000\": {\"a\": \"b\"},"));
        assertThat(Files.readString(file)).contains("own\\u0000");
        var later = contents();
        later.note(model, "unet/model.onnx", "other");
        assertThat(later.changed(model)).containsExactly("unet/model.onnx");
    }

    @Test
    void aFileThatChangesAloneIsToldAlsoAfterARestart() {
        assertThat(contents.changed(model)).isEmpty();
        contents.note(model, "unet/model.onnx", "other");
        assertThat(contents.changed(model)).containsExactly("unet/model.onnx");
        var later = contents();
        later.note(model, "unet/model.onnx", "other");
        assertThat(later.changed(model)).containsExactly("unet/model.onnx");
        later.note(model, "unet/model.onnx", "a");
        assertThat(later.changed(model)).as("it was brought back").isEmpty();
    }

    @Test
    void anExportWhoseNetworksAreAllReplacedIsAnotherOne() {
        contents.note(model, "scheduler/scheduler_config.json", "new");
        contents.note(model, "unet/model.onnx", "new");
        assertThat(contents.changed(model)).hasSize(2);
        contents.note(model, "vae_decoder/model.onnx", "new");
        contents.confirm(model);
        assertThat(contents.changed(model)).isEmpty();
        var later = contents();
        later.note(model, "unet/model.onnx", "a");
        assertThat(later.changed(model)).containsExactly("unet/model.onnx");
    }

    @Test
    void aModelWithoutWhatItSaidOfItselfIsNotUsed() throws IOException {
        assertThatThrownBy(() -> contents.requireAll(model))
                .hasMessageContaining("scheduler/scheduler_config.json of the model own is missing");
        var there = new Manifest(
                new ModelId("own"),
                "1",
                Manifest.TEXT_TO_IMAGE,
                "",
                "",
                0.5,
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(new ModelFile("scheduler/scheduler_config.json", 1, null, List.of())));
        Files.createDirectories(home.resolve("own/scheduler"));
        Files.writeString(home.resolve("own/scheduler/scheduler_config.json"), "{");
        contents.requireAll(new Model(there, home.resolve("own")));
    }

    @Test
    void whatAManifestVouchesForIsNotItsBusiness() {
        var vouched = model("vouched", "0".repeat(64));
        contents.note(vouched, "unet/model.onnx", "a");
        contents.note(vouched, "unet/model.onnx", "b");
        assertThat(contents.changed(vouched)).isEmpty();
    }

    @Test
    void aHomeThatWasMovedKnowsWhatItsModelsHadInThem(@TempDir Path elsewhere) throws IOException {
        var moved = Files.move(home, elsewhere.resolve("home"));
        Files.createDirectories(home);
        var later = new FirstUseHashes(InstalledModels.folders(moved));
        var there = new Model(model.manifest(), moved.resolve("own"));
        later.note(there, "unet/model.onnx", "other");
        assertThat(later.changed(there)).containsExactly("unet/model.onnx");
    }

    @Test
    void aHomeWithAbsolutePathsIsReadAndAModelOutsideItIsFoundByItsOwn(@TempDir Path elsewhere) throws IOException {
        var outside = new Model(model.manifest(), elsewhere.resolve("own"));
        contents.note(outside, "unet/model.onnx", "z");
        contents.confirm(outside);
        var file = home.resolve(FirstUseHashes.FILE);
        Files.writeString(file, Files.readString(file).replace("\"own\"", "\"" + home.resolve("own") + "\""));
        var later = contents();
        later.note(model, "unet/model.onnx", "other");
        later.note(outside, "unet/model.onnx", "z");
        assertThat(later.changed(model)).containsExactly("unet/model.onnx");
        assertThat(later.changed(outside)).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadCostsNoStart() throws IOException {
        Files.writeString(home.resolve(FirstUseHashes.FILE), "{");
        var later = contents();
        later.note(model, "unet/model.onnx", "other");
        assertThat(later.changed(model)).isEmpty();
    }

    /** The pipe stands in for a disk that hangs: it is opened for writing only when somebody reads it. */
    @Test
    void aHomeThatHangsHoldsUpNoCaller() throws Exception {
        var pipe = home.resolve(FirstUseHashes.FILE + ".partial");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                var path = "text_encoder/config.json" + i;
                contents.note(model, path, "d");
                assertThat(threads.submit(() -> contents.confirm(model))).succeedsWithin(Duration.ofSeconds(30));
                assertThat(threads.submit(() -> contents.changed(model))).succeedsWithin(Duration.ofSeconds(30));
            }
            contents.note(model, "unet/model.onnx", "other");
            assertThat(contents.changed(model)).as("it counts, written or not").containsExactly("unet/model.onnx");
            assertThat(Files.readString(pipe)).contains("config.json0");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() ->
                            Files.readString(home.resolve(FirstUseHashes.FILE)).contains("config.json4"));
        }
    }

    private FirstUseHashes contents() {
        return new FirstUseHashes(InstalledModels.folders(home));
    }

    private Model model(String name, String sha256) {
        var files = List.of(new ModelFile("unet/model.onnx", 1, sha256, List.of()));
        return new Model(
                new Manifest(
                        new ModelId(name),
                        "1",
                        Manifest.TEXT_TO_IMAGE,
                        "",
                        "",
                        0.5,
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        files),
                home.resolve(name));
    }
}
