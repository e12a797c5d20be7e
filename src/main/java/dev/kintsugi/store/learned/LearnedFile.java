package dev.kintsugi.store.learned;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what was learned in {@code learned.json} in the home, and has it back after a restart. Written every few
 * seconds if something was learned, and at the end; a process that is killed loses that time and no more. What ended the process is
 * written before anything else is begun, since that may end it again; that it is harmless, within a second. What a newer version has
 * written is left alone: neither read nor written over.
 */
@ApplicationScoped
class LearnedFile implements PoisonRequests.Keeper {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration URGENT = Duration.ofSeconds(1);

    /** So long the first requests wait for a disk that does not answer; later ones do not. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Knowledge knowledge;
    private final LearnedFormat format;
    private final BackgroundTasks background;
    private final WriteFaultHook faultHook;
    private final Path file;
    private final CountDownLatch reading = new CountDownLatch(1);
    private long written;
    private long urgentSaved;
    private boolean loaded;
    private boolean leftAlone;

    LearnedFile(
            Knowledge knowledge,
            ObjectMapper json,
            BackgroundTasks background,
            WriteFaultHook faultHook,
            ModelFolders folders) {
        this.knowledge = knowledge;
        this.format = new LearnedFormat(json);
        this.background = background;
        this.faultHook = faultHook;
        this.file = folders.home().resolve("learned.json");
    }

    void start(@Observes StartupEvent event) {
        knowledge.keptBy(this);
        background.nowAndEvery(EVERY, "learned file", this::loadOrSave);
        background.every(URGENT, "urgent knowledge", this::saveUrgent);
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        if (loaded) { // else it would replace what was not read
            save();
        }
    }

    /** The first time; a start does not wait for what only makes recovery quicker. */
    synchronized void loadOrSave() {
        if (loaded) {
            save();
        } else {
            try {
                load();
            } finally {
                loaded = true;
                reading.countDown();
            }
        }
    }

    @Override
    public void know() {
        try {
            if (!reading.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.warnf("%s is not read yet, and requests do not wait for it any longer", file.getFileName());
                reading.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void keep() {
        know();
        saveUrgent();
    }

    /** Saves what may not wait, if there is any. */
    synchronized void saveUrgent() {
        var urgent = knowledge.urgentChanges();
        if (loaded && urgent != urgentSaved) {
            urgentSaved = urgent; // if it fails it is tried again as all else
            save();
        }
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            var document = format.read(Files.readAllBytes(file));
            var hasMore = knowledge.urgentChanges() > 0; // which stays
            knowledge.restore(document);
            written = hasMore ? written : knowledge.changes();
        } catch (LearnedFormat.NewerVersion e) {
            leftAlone = true;
            Log.warnf(
                    "%s was written by a newer version of the service (%s) and is left as it is: what is learned now is not kept",
                    file.getFileName(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            putAside(e);
        }
    }

    /** The next save would overwrite what an operator may want to inspect. */
    private void putAside(Exception unreadable) {
        var aside = file.resolveSibling(file.getFileName() + ".broken");
        Log.warnf(
                "%s cannot be read and is kept as %s; what was learned before is forgotten: %s",
                file.getFileName(), aside.getFileName(), CauseChain.describe(unreadable));
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.warnf("%s cannot be put aside: %s", file.getFileName(), CauseChain.describe(e));
        }
    }

    private void save() {
        var known = knowledge.changes();
        if (leftAlone || known == written) {
            return;
        }
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(partial); // what a write that failed left takes room, and may be no file at all
            faultHook.pass(partial);
            Files.write(partial, format.write(knowledge.document()));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = known;
        } catch (IOException | RuntimeException e) {
            Log.warnf("what was learned cannot be kept: %s", CauseChain.describe(e));
        }
    }
}
