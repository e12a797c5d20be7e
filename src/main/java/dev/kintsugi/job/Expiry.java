package dev.kintsugi.job;

import dev.kintsugi.capacity.PeriodicTask;
import dev.kintsugi.pipeline.Blocking;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Ends jobs whose deadline passes while they are queued, so that their callers hear of it then and not when it is their turn. */
@ApplicationScoped
class Expiry {

    private static final Duration EVERY = Duration.ofMillis(250);

    private final JobQueue queue;
    private final JobWorker worker;
    private final Draining draining;
    private final ScheduledExecutorService scheduler;
    private final Executor blocking;
    private final Clock clock;
    private @Nullable PeriodicTask task;

    Expiry(
            JobQueue queue,
            JobWorker worker,
            Draining draining,
            ScheduledExecutorService scheduler,
            @Blocking Executor blocking,
            Clock clock) {
        this.queue = queue;
        this.worker = worker;
        this.draining = draining;
        this.scheduler = scheduler;
        this.blocking = blocking;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        task = PeriodicTask.start(scheduler, blocking, EVERY, this::expire);
    }

    void stop(@Observes ShutdownEvent event) {
        if (task != null) {
            task.stop();
        }
    }

    void expire() {
        if (draining.hasBegun()) {
            return;
        }
        try {
            queue.claimLate(clock.instant()).forEach(worker::work);
        } catch (RuntimeException e) {
            Log.errorf(e, "jobs whose deadline has passed could not be ended; it is tried again");
        }
    }
}
