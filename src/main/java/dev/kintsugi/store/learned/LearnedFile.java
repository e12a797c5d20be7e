package dev.kintsugi.store.learned;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.store.file.HomeFile;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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

    /** So long requests wait for a disk that does not answer; once, not each of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BoundedCalls<String, Boolean> calls = new BoundedCalls<>("learned-file", 1);
    private final AtomicBoolean hangs = new AtomicBoolean();

    private final Knowledge knowledge;
    private final LearnedFormat format;
    private final BackgroundTasks background;
    private final HomeFile file;
    private final Duration patience;
    private final CountDownLatch reading = new CountDownLatch(1);
    private long written;
    private volatile long urgentSaved;
    private boolean loaded;
    private boolean leftAlone;

    @Inject
    LearnedFile(
            Knowledge knowledge,
            ObjectMapper json,
            BackgroundTasks background,
            WriteFaultHook faultHook,
            ModelFolders folders) {
        this(knowledge, json, background, faultHook, folders, PATIENCE);
    }

    LearnedFile(
            Knowledge knowledge,
            ObjectMapper json,
            BackgroundTasks background,
            WriteFaultHook faultHook,
            ModelFolders folders,
            Duration patience) {
        this.patience = patience;
        this.knowledge = knowledge;
        this.format = new LearnedFormat(json);
        this.background = background;
        this.file = new HomeFile(folders.home().resolve("learned.json"), faultHook);
    }

    void start(@Observes StartupEvent event) {
        knowledge.keptBy(this);
        background.nowAndEvery(EVERY, "learned file", this::loadOrSave);
        background.every(URGENT, "urgent knowledge", this::saveUrgent);
    }

    void stop(@Observes ShutdownEvent event) {
        bounded(this::saveAtEnd);
    }

    private synchronized void saveAtEnd() {
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
            if (!reading.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.warnf("%s is not read yet, and requests do not wait for it any longer", file.name());
                reading.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void keep() {
        know();
        var mine = knowledge.urgentChanges();
        bounded(this::saveUrgent);
        if (urgentSaved < mine) { // what was under way before does not have it
            bounded(this::saveUrgent);
        }
    }

    private void bounded(Runnable work) {
        var done = calls.call(file.name(), () -> ran(work), patience).isPresent();
        if (!done && hangs.compareAndSet(false, true)) {
            Log.warnf("%s cannot be written in time, and nothing waits for it any longer", file.name());
        } else if (done) {
            hangs.set(false);
        }
    }

    private static boolean ran(Runnable work) {
        work.run();
        return true;
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
        try {
            var content = file.read();
            if (content.isPresent()) {
                var document = format.read(content.get());
                var hasMore = knowledge.urgentChanges() > 0; // which stays
                knowledge.restore(document);
                written = hasMore ? written : knowledge.changes();
            }
        } catch (LearnedFormat.NewerVersion e) {
            leftAlone = true;
            Log.warnf(
                    "%s was written by a newer version of the service (%s) and is left as it is: what is learned now is not kept",
                    file.name(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            file.putAside(e, "what was learned before is forgotten");
        }
    }

    private void save() {
        var known = knowledge.changes();
        if (leftAlone || known == written) {
            return;
        }
        try {
            file.write(format.write(knowledge.document()));
            written = known;
        } catch (IOException | RuntimeException e) {
            Log.warnf("what was learned cannot be kept: %s", CauseChain.describe(e));
        }
    }
}
