package dev.kintsugi.model.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.diffusion.TinyExport;
import dev.kintsugi.recovery.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that nobody asks about: the built-in models are whole again a few rounds later. */
class ModelWatchTest {

    private static final String UNET = "shapes-diffusion/1.0.0/unet/model.onnx";

    @TempDir
    Path home;

    private final SettableClock clock = new SettableClock();
    private final List<ModelId> restored = Collections.synchronizedList(new ArrayList<>());
    private final java.util.concurrent.ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor();
    private InstalledModels installed;
    private Repairs repairs;
    private ModelWatch watch;
    private Path models;

    @BeforeEach
    void install() {
        installed = new InstalledModels(home, clock);
        models = installed.repository.root();
        var folders = InstalledModels.folders(home);
        repairs = new Repairs(installed.builtin, installed.installer, installed.health, folders, clock);
        watch = new ModelWatch(
                installed.repository,
                installed.health,
                repairs,
                List.of(restored::add),
                folders,
                new BackgroundTasks(scheduler, clock));
        watch.round();
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

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

    /** As when a disk is not mounted for a while. */
    @ParameterizedTest
    @ValueSource(strings = {"", "shapes-diffusion", "shapes-diffusion/1.0.0"})
    void aFolderThatIsALinkComesBackWithAllThatItHeldWhenItsTargetDoes(String path) throws IOException {
        var link = path.isEmpty() ? models : models.resolve(path);
        var disk = home.resolve("disk");
        var own = export(models.resolve("own"));
        Files.move(link, disk);
        Files.createSymbolicLink(link, disk);
        awaitWhole("linked");
        Files.move(disk, home.resolve("not-mounted"));
        round();
        assertThat(installed.repository.brokenLink())
                .hasValueSatisfying(told -> assertThat(told).contains(link.getFileName() + " is a link"));
        awaitUsable("shapes-diffusion");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(disk);
        assertThat(installed.repository.require("shapes-diffusion").folder()).startsWith(home.resolve("cache"));
        if (path.isEmpty()) {
            assertThatThrownBy(() -> installed.repository.require("own"))
                    .hasMessageContaining("models is a link to a folder that is not there");
        }
        Files.move(home.resolve("not-mounted"), disk);
        round();
        assertThat(installed.repository.brokenLink()).isEmpty();
        awaitWhole("mounted again");
        assertThat(installed.repository.require("own").folder()).isEqualTo(own);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(disk);
        assertThat(new PutAside(InstalledModels.folders(home)).paths()).isEmpty();
    }

    /** Nothing stands in for a folder inside of a model: another model answers. */
    @Test
    void aLinkInAModelIsLeftAsItIsToo() throws IOException {
        var unet = models.resolve("shapes-diffusion/1.0.0/unet");
        Files.move(unet, home.resolve("disk"));
        Files.createSymbolicLink(unet, home.resolve("not-mounted"));
        Awaitility.await().until(() -> {
            round();
            return repairs.problem().isPresent();
        });
        assertThat(repairs.problem().get()).contains("unet is a link to a folder that is not there");
        assertThat(Files.readSymbolicLink(unet)).isEqualTo(home.resolve("not-mounted"));
        Files.move(home.resolve("disk"), home.resolve("not-mounted"));
        awaitWhole("there again");
    }

    private static Path export(Path folder) throws IOException {
        new TinyExport(folder);
        return folder;
    }

    private void awaitUsable(String model) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            round();
            return installed.health.of(installed.repository.require(model)).isUsable();
        });
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
    void whatCannotBeRestoredIsToldAndTriedAgainUntilItCan() throws IOException {
        var folder = models.resolve("shapes-diffusion/1.0.0");
        Files.move(folder, home.resolve("aside"));
        Files.createSymbolicLink(folder, Path.of("/proc/sys"));
        Awaitility.await().until(() -> {
            round();
            return repairs.problem().isPresent();
        });
        assertThat(repairs.problem().get()).contains("cannot be written");
        var model = installed.repository.require("shapes-diffusion");
        assertThat(installed.health.of(model).isUsable()).isFalse();
        assertThat(installed.health.of(model).availability()).isEqualTo(Availability.MISSING);
        Files.delete(folder);
        awaitWhole("mended");
        Awaitility.await().until(() -> {
            round();
            return repairs.problem().isEmpty();
        });
    }

    /** As when its folder is deleted file by file, the manifest last. */
    @Test
    void whatCouldNotBeRestoredIsForgottenWithItsModel() throws IOException {
        var folder = models.resolve("mine/1.0.0");
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(Manifests.FILE),
                Files.readString(models.resolve("shapes-diffusion/1.0.0").resolve(Manifests.FILE))
                        .replace("id: shapes-diffusion", "id: mine")
                        .replaceAll("builtin:[a-z-]+/", "builtin:nothing/"));
        Awaitility.await().until(() -> {
            installed.repository.scan();
            round();
            return repairs.problem().isPresent();
        });
        delete(models.resolve("mine"));
        Awaitility.await().until(() -> {
            installed.repository.scan();
            round();
            return repairs.problem().isEmpty();
        });
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

    private void round() {
        clock.pass(Duration.ofSeconds(10));
        watch.round();
    }

    private void awaitWhole(String damage) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    round();
                    return isWhole();
                });
        assertWhole(damage);
    }

    private boolean isWhole() {
        var shipped = installed.repository.all().stream()
                .filter(model -> !model.id().value().equals("own"))
                .toList();
        return shipped.size() == 4
                && shipped.stream()
                        .allMatch(model -> model.folder().startsWith(models)
                                && installed.health.of(model).findings().isEmpty()
                                && Files.isRegularFile(model.path(Manifests.FILE), LinkOption.NOFOLLOW_LINKS));
    }

    private void assertWhole(String damage) {
        for (var model : installed.repository.all()) {
            if (model.id().value().equals("own")) {
                continue;
            }
            assertThat(new Integrity().damaged(model)).as(damage).isEmpty();
            assertThat(model.path(Manifests.FILE)).as(damage).isNotEmptyFile();
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
