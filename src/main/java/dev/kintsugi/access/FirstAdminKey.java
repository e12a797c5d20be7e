package dev.kintsugi.access;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Lets somebody in: a service that needs keys and has none makes one that may do everything, and writes it to a file that only
 * its own user can read. The log says where the file is, not what is in it.
 */
@ApplicationScoped
class FirstAdminKey {

    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final AccessMode mode;
    private final AccessSettings settings;
    private final ApiKeys keys;
    private final Path file;
    private boolean failing;
    private boolean looked;

    FirstAdminKey(AccessMode mode, AccessSettings settings, ApiKeys keys, ModelFolders folders) {
        this.mode = mode;
        this.settings = settings;
        this.keys = keys;
        this.file = folders.home().resolve("keys").resolve("first-admin-key");
    }

    /** @throws IllegalArgumentException if the file of a key that is set is of no use */
    void start(@Observes StartupEvent event, BackgroundTasks background) {
        if (!mode.needsKeys()) {
            return;
        }
        settings.adminKeyFile().ifPresent(this::give);
        background.nowAndEvery(REFRESH, "API keys", this::refresh);
    }

    private void give(Path given) {
        try {
            keys.give(Files.readString(given).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "kintsugi.access.admin-key-file " + given + " "
                            + (e instanceof IOException ? "cannot be read" : e.getMessage()),
                    e);
        }
    }

    private void refresh() {
        try {
            keys.refresh();
            failing = false;
            if (!looked && keys.areNone()) {
                make();
            }
            looked = true;
        } catch (RuntimeException | IOException e) {
            if (!failing) {
                failing = true;
                Log.warnf("API keys cannot be read or written, and are tried again: %s", CauseChain.describe(e));
            }
        }
    }

    /** The file first: a key that nobody knows would lock everybody out. */
    private void make() throws IOException {
        Files.createDirectories(file.getParent());
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        createPrivate(partial);
        var made = keys.draft("first admin key", Set.of(Scope.ADMIN), Optional.empty());
        Files.writeString(partial, made.text() + "\n");
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        keys.add(made.key());
        Log.warnf(
                "a first API key, which may do everything, is in %s; make others with POST /admin/keys, then delete the file",
                file);
    }

    private static void createPrivate(Path partial) throws IOException {
        if (partial.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(partial);
        }
    }
}
