package dev.kintsugi.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.WriteGate;
import dev.kintsugi.report.LearnedView;
import dev.kintsugi.report.Learning;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what was learned in {@code learned.json} in the home, and has it back after a restart. Written every few
 * seconds where something was learned, and at the end; a process that is killed loses those seconds and no more.
 */
@ApplicationScoped
class LearnedFile {

    private static final int EVERY_SECONDS = 10;

    private final Learning learning;
    private final ObjectMapper json;
    private final ScheduledExecutorService scheduler;
    private final WriteGate gate;
    private final Path file;
    private long written;

    LearnedFile(
            Learning learning,
            ObjectMapper json,
            ScheduledExecutorService scheduler,
            WriteGate gate,
            ModelFolders folders) {
        this.learning = learning;
        this.json = json;
        this.scheduler = scheduler;
        this.gate = gate;
        this.file = folders.home().resolve("learned.json");
    }

    void start(@Observes StartupEvent event) {
        scheduler.execute(this::load); // a start does not wait for what only makes recovery quicker
        scheduler.scheduleWithFixedDelay(this::save, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        save();
    }

    private synchronized void load() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            learning.restore(json.readValue(file.toFile(), LearnedView.class));
            written = learning.changes();
        } catch (IOException | RuntimeException e) {
            putAside(e);
        }
    }

    /** The next save would write over what somebody may still want to look at. */
    private void putAside(Exception unreadable) {
        var aside = file.resolveSibling(file.getFileName() + ".broken");
        Log.warnf(
                "%s cannot be read and is kept as %s; what was learned before is forgotten: %s",
                file.getFileName(), aside.getFileName(), unreadable.getMessage());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.warnf("%s cannot be put aside: %s", file.getFileName(), e.toString());
        }
    }

    private synchronized void save() {
        var known = learning.changes();
        if (known == written) {
            return;
        }
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(partial); // what a write that failed left takes room, and may be no file at all
            gate.pass(partial);
            Files.write(partial, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(learning.view()));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = known;
        } catch (IOException | RuntimeException e) {
            Log.warnf("what was learned cannot be kept: %s", e.toString());
        }
    }
}
