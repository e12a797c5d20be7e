package dev.kintsugi.store.analytics;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.store.file.HomeFile;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;

/**
 * Keeps the failures that were counted in {@code failures.json} in the home, and has them back after a restart. Written every
 * half minute if something was counted, and at the end; a process that is killed loses that time and no more. If it cannot be
 * written counting goes on in memory. What a newer version has written is left alone: neither read nor written over.
 */
@ApplicationScoped
class FailuresFile {

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final FailureLog log;
    private final ObjectMapper json;
    private final BackgroundTasks background;
    private final HomeFile file;
    private long written;
    private boolean loaded;
    private boolean leftAlone;
    private boolean failing;

    FailuresFile(FailureLog log, ObjectMapper json, BackgroundTasks background, ModelFolders folders) {
        this.log = log;
        this.json = json;
        this.background = background;
        // faults of the disk are for what matters more, see faults.md
        this.file = new HomeFile(folders.home().resolve("failures.json"), WriteFaultHook.OPEN);
    }

    void start(@Observes StartupEvent event) {
        background.nowAndEvery(EVERY, "failures file", this::loadOrSave);
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        if (loaded) { // else it would replace what was not read
            save();
        }
    }

    /** The first time it loads; a start does not wait for numbers of the past. */
    synchronized void loadOrSave() {
        if (loaded) {
            save();
        } else {
            load();
            loaded = true;
        }
    }

    private void load() {
        try {
            var content = file.read();
            if (content.isPresent()) {
                restore(content.get());
            }
        } catch (IOException | RuntimeException e) {
            file.putAside(e, "failures counted before are forgotten");
        }
    }

    private void restore(byte[] content) throws IOException {
        var version = json.readTree(content).path("version").asInt();
        if (version > FailuresDocument.VERSION) {
            leftAlone = true;
            Log.warnf(
                    "%s was written by a newer version of the service (version %d of the format) and is left as it is:"
                            + " failures are counted, but not kept over a restart",
                    file.name(), version);
        } else if (version < 1) {
            throw new IOException("it has no version of the format");
        } else {
            log.restore(json.readValue(content, FailuresDocument.class).toKept());
        }
    }

    private void save() {
        var known = log.changes();
        if (leftAlone || known == written) {
            return;
        }
        try {
            file.write(json.writeValueAsBytes(FailuresDocument.of(log.keep())));
            written = known;
            if (failing) {
                failing = false;
                Log.infof("%s can be written again", file.name());
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                Log.warnf(
                        "%s cannot be written; failures are counted on, but those of now are not kept over a restart: %s",
                        file.name(), CauseChain.describe(e));
            }
        }
    }
}
