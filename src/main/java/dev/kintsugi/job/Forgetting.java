package dev.kintsugi.job;

import dev.kintsugi.pipeline.Blocking;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean busy = new AtomicBoolean();
    private @Nullable Future<?> forgetting;

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
        forgetting = scheduler.scheduleWithFixedDelay(
                this::begin, settings.look().toMillis(), settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        if (forgetting != null) {
            forgetting.cancel(false);
        }
    }

    private void begin() {
        if (busy.compareAndSet(false, true)) {
            blocking.execute(() -> {
                try {
                    forget();
                } finally {
                    busy.set(false);
                }
            });
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
