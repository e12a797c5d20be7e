package dev.kintsugi.model.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.source.InstalledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that nobody asks about: the built-in models are whole again a few rounds later. */
class ModelWatchTest extends ModelWatchFixture {

    private static final String UNET = "shapes-diffusion/1.0.0/unet/model.onnx";

    @ParameterizedTest
    @ValueSource(
            strings = {UNET, "shapes-diffusion/1.0.0/manifest.yaml", "shapes-diffusion-lite/1.0.0/tokenizer/vocab.json"
            })
    void mendsAFileHoweverItWasDamaged(String path) throws Exception {
        var file = models.resolve(path);
        var whole = Files.readAllBytes(file);
        var flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.delete(file);
        awaitWhole("deleted");
        Files.write(file, new byte[0]);
        awaitWhole("emptied");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        awaitWhole("truncated");
        Files.write(file, flipped);
        awaitWhole("flipped");
        var random = new byte[whole.length * 2];
        new Random(1).nextBytes(random);
        Files.write(file, random);
        awaitWhole("replaced by garbage");
        replace(file, () -> Files.createDirectories(file.resolve("something")));
        awaitWhole("replaced by a folder");
        replace(file, () -> {
            Files.createDirectories(file.resolve("something"));
            Files.setPosixFilePermissions(file, java.util.Set.of());
        });
        awaitWhole("replaced by a folder that nobody may read");
        replace(file, () -> Files.createSymbolicLink(file, Path.of("nowhere")));
        awaitWhole("replaced by a link to nothing");
        replace(file, () -> Files.createSymbolicLink(file, file.getFileName()));
        awaitWhole("replaced by a link to itself");
        replace(
                file,
                () -> assertThat(new ProcessBuilder("mkfifo", file.toString())
                                .start()
                                .waitFor())
                        .isZero());
        awaitWhole("replaced by a pipe");
        Files.move(file, file.resolveSibling("renamed"));
        awaitWhole("renamed");
        assertThat(file).hasBinaryContent(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shapes-diffusion", "shapes-diffusion/1.0.0", "shapes-diffusion/1.0.0/unet"})
    void mendsAFolderHoweverItWasDamaged(String path) throws IOException {
        var folder = path.isEmpty() ? models : models.resolve(path);
        delete(folder);
        awaitWhole("deleted");
        Files.move(folder, home.resolve("renamed"));
        awaitWhole("renamed");
        delete(folder);
        Files.createDirectory(folder);
        awaitWhole("emptied");
        delete(folder);
        Files.writeString(folder, "a file");
        awaitWhole("replaced by a file");
        assertThat(new PutAside(InstalledModels.folders(home)).paths())
                .as("the file is told")
                .singleElement()
                .asString()
                .contains("." + folder.getFileName() + ".aside-");
    }

    @Test
    void tellsWhoListensThatAModelIsWholeAgain() throws IOException {
        Files.delete(models.resolve(UNET));
        awaitWhole("deleted");
        Awaitility.await().until(() -> {
            round();
            return restored.contains(new ModelId("shapes-diffusion"));
        });
    }

    @Test
    void aModelWhoseManifestIsLostStaysWhatItIs() throws IOException {
        Files.delete(models.resolve("shapes-diffusion/1.0.0/manifest.yaml"));
        installed.repository.scan();
        assertThat(installed.repository.all())
                .extracting(model -> model.id().value())
                .containsExactly("scene-writer", "scene-writer-lite", "shapes-diffusion", "shapes-diffusion-lite");
    }

    @Test
    void twoServicesInstallIntoOneFolderAtTheSameTime() throws Exception {
        delete(models);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var starts = Stream.generate(() -> threads.submit(() -> new InstalledModels(home, clock)))
                    .limit(4)
                    .toList();
            for (var start : starts) {
                start.get();
            }
        }
        assertWhole("installed");
        Awaitility.await().until(() -> {
            try (var files = Files.walk(models)) {
                return files.noneMatch(file -> file.getFileName().toString().contains("partial"));
            }
        });
    }

    private interface Damage {
        void make() throws Exception;
    }

    private static void replace(Path file, Damage damage) throws Exception {
        delete(file);
        damage.make();
    }
}
