package dev.kintsugi.generation.preflight;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.attempt.AttemptListener;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.RuntimeSettings;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives memory back to the operating system when nothing has run for a while: arenas of ONNX Runtime never shrink by
 * themselves, the C library keeps what it freed, and the Java heap stays as large as it was at its busiest. Once for each
 * idle time, and never while anything runs.
 */
@ApplicationScoped
class IdleMemory implements AttemptListener {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Duration after;
    private final BackgroundTasks background;
    private final Clock clock;
    private int running;
    private @Nullable Instant idleSince;

    IdleMemory(Sessions sessions, RuntimeSettings settings, BackgroundTasks background, Clock clock) {
        this.sessions = sessions;
        this.after = settings.idleAfter();
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        if (after.isPositive()) {
            background.every(EVERY, "idle memory", this::check);
        }
    }

    void check() {
        if (isDue()) {
            giveBack();
        }
    }

    /** Whether nothing has run for long enough; says so once. */
    synchronized boolean isDue() {
        if (running > 0 || idleSince == null || clock.instant().isBefore(idleSince.plus(after))) {
            return false;
        }
        idleSince = null;
        return true;
    }

    private void giveBack() {
        try {
            var closed = sessions.giveBack();
            Log.debugf("nothing has run for a while: sessions closed to give back memory: %d", closed);
        } catch (InferenceException e) {
            Log.warnf("memory that nothing uses is not given back: %s", e.getMessage());
        }
    }

    @Override
    public synchronized void began(String generation, Plan plan) {
        running++;
        idleSince = null;
    }

    @Override
    public void worked(String generation) {
        ended();
    }

    @Override
    public void failed(String generation, Failure failure) {
        ended();
    }

    @Override
    public void cancelled(String generation) {
        ended();
    }

    private synchronized void ended() {
        running--;
        idleSince = clock.instant();
    }
}
