package dev.kintsugi.job.worker;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/** Ends jobs whose deadline passes while they are queued, so that their callers hear of it then and not when it is their turn. */
@ApplicationScoped
class Expiry {

    private static final Duration EVERY = Duration.ofMillis(250);

    private final JobQueue queue;
    private final JobWorker worker;
    private final DrainState drainState;
    private final BackgroundTasks background;
    private final Clock clock;

    Expiry(JobQueue queue, JobWorker worker, DrainState drainState, BackgroundTasks background, Clock clock) {
        this.queue = queue;
        this.worker = worker;
        this.drainState = drainState;
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        background.every(EVERY, "job deadlines", this::expire);
    }

    void expire() {
        if (drainState.hasBegun()) {
            return;
        }
        queue.claimLate(clock.instant()).forEach(worker::work);
    }
}
