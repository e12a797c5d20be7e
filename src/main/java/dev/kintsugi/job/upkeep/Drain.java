package dev.kintsugi.job.upkeep;

import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.drain.DrainHolds;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * At the end of the service jobs that run are finished, if that does not take too long; the others are given back, so
 * that the next process, or another one, begins with them at once.
 */
@ApplicationScoped
public class Drain {

    /** How long jobs that are being accepted or cancelled are waited for; a disk that hangs is not waited for longer. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** For the last of them, which began meanwhile. */
    private static final Duration LAST = Duration.ofSeconds(1);

    private final DrainState drainState;
    private final DrainHolds holds;
    private final JobQueue queue;
    private final StopRequests stops;
    private final Ownership ownership;
    private final JobSettings settings;

    Drain(
            DrainState drainState,
            DrainHolds holds,
            JobQueue queue,
            StopRequests stops,
            Ownership ownership,
            JobSettings settings) {
        this.drainState = drainState;
        this.holds = holds;
        this.queue = queue;
        this.stops = stops;
        this.ownership = ownership;
        this.settings = settings;
    }

    /** Begins with no other job, and waits for those that run, at most {@code kintsugi.jobs.drain}. */
    public void finish() {
        drainState.begin();
        release();
        if (queue.running() > 0) {
            Log.infof("jobs to finish before the service ends: %d", queue.running());
            drainState.await(this::isDone, settings.drain());
        }
    }

    /** How long both steps take at most. */
    public Duration longest() {
        return settings.drain().plus(settings.handBack()).plus(SETTLING).plus(LAST);
    }

    /**
     * Stops jobs that still run and gives them back; they are begun again from their last checkpoint. Not those of callers
     * that were told to come back: these are cancelled first.
     */
    public void handBack() {
        drainState.awaitSurely(holds::areReleased, SETTLING);
        var left = stops.handBackAll();
        if (left > 0) {
            Log.infof("jobs given back, to be begun again: %d", left);
            drainState.awaitSurely(this::isDone, settings.handBack());
        }
        release();
        drainState.awaitSurely(holds::areReleased, LAST);
    }

    private boolean isDone() {
        return queue.running() == 0;
    }

    /** Jobs that wait here are begun elsewhere, or by the next process. */
    private void release() {
        try {
            ownership.release();
        } catch (RuntimeException e) {
            Log.warnf(
                    "jobs that wait cannot be given back: they are begun elsewhere when their leases end: %s",
                    CauseChain.describe(e));
        }
    }
}
