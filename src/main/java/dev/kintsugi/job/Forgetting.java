package dev.kintsugi.job;

import dev.kintsugi.capacity.PeriodicTask;
import dev.kintsugi.pipeline.Blocking;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Forgets what is too old or too much, now and then. A store of pictures that hangs holds up nothing else by that. */
@ApplicationScoped
class Forgetting {

    private final Artifacts artifacts;
    private final Retention retention;
    private final JobSettings settings;
    private final ScheduledExecutorService scheduler;
    private final Executor blocking;
    private final Clock clock;
    private @Nullable PeriodicTask forgetting;

    Forgetting(
            Artifacts artifacts,
            Retention retention,
            JobSettings settings,
            ScheduledExecutorService scheduler,
            @Blocking Executor blocking,
            Clock clock) {
        this.artifacts = artifacts;
        this.retention = retention;
        this.settings = settings;
        this.scheduler = scheduler;
        this.blocking = blocking;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        forgetting = PeriodicTask.start(scheduler, blocking, settings.heartbeat(), this::forget);
    }

    void stop(@Observes ShutdownEvent event) {
        if (forgetting != null) {
            forgetting.stop();
        }
    }

    private void forget() {
        try {
            var now = clock.instant();
            artifacts.forget(retention, now, now.plus(settings.heartbeat()));
        } catch (RuntimeException e) {
            Log.debugf(e, "old jobs cannot be forgotten now"); // the features say what is wrong with the store
        }
    }
}
