package dev.kintsugi.job.upkeep;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.ownership.Handover;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.queue.JobQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Renews the lease on the jobs of this instance, and gives up those that another instance has by now. */
@ApplicationScoped
class Heartbeat {

    private final Ownership ownership;
    private final JobQueue queue;
    private final Handover handover;
    private final DrainState drainState;
    private final JobSettings settings;
    private final Clock clock;
    private Instant last = Instant.MIN;

    Heartbeat(
            Ownership ownership,
            JobQueue queue,
            Handover handover,
            DrainState drainState,
            JobSettings settings,
            Clock clock) {
        this.ownership = ownership;
        this.queue = queue;
        this.handover = handover;
        this.drainState = drainState;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether it was time for one, and it was sent. Blocks. */
    boolean beat() {
        var now = clock.instant();
        if (now.isBefore(last.plus(settings.heartbeat()))) {
            return false;
        }
        ownership.renew(jobs(now)).forEach(handover::giveUp);
        last = now;
        return true;
    }

    /** What waits goes on with the instance; after a pause longer than the lease it checks what it still has. */
    private List<JobId> jobs(Instant now) {
        var late = last.isAfter(Instant.MIN) && now.isAfter(last.plus(settings.lease()));
        return late && !drainState.hasBegun() ? queue.jobs() : queue.begun();
    }
}
