package dev.kintsugi.model.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Built-in models in a folder that is watched, which tests damage. */
abstract class ModelWatchFixture {

    @TempDir
    Path home;

    final SettableClock clock = new SettableClock();
    final List<ModelId> restored = Collections.synchronizedList(new ArrayList<>());
    final java.util.concurrent.ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    InstalledModels installed;
    Repairs repairs;
    ModelWatch watch;
    Path models;

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

    void round() {
        clock.pass(Duration.ofSeconds(10));
        watch.round();
    }

    void awaitWhole(String damage) {
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

    boolean isWhole() {
        var shipped = installed.repository.all().stream()
                .filter(model -> !model.id().value().equals("own"))
                .toList();
        return shipped.size() == 4
                && shipped.stream()
                        .allMatch(model -> model.folder().startsWith(models)
                                && installed.health.of(model).findings().isEmpty()
                                && Files.isRegularFile(model.path(Manifests.FILE), LinkOption.NOFOLLOW_LINKS)
                                && model.path(Manifests.FILE).toFile().length() > 0);
    }

    void assertWhole(String damage) {
        for (var model : installed.repository.all()) {
            if (model.id().value().equals("own")) {
                continue;
            }
            assertThat(new Integrity().damaged(model)).as(damage).isEmpty();
            assertThat(model.path(Manifests.FILE)).as(damage).isNotEmptyFile();
        }
    }

    static void delete(Path path) throws IOException {
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
