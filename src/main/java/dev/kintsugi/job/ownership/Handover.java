package dev.kintsugi.job.ownership;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.JobQueue;
import jakarta.enterprise.context.ApplicationScoped;

/** Leaves jobs to other instances that have them by now. Their readers here follow those from then on. */
@ApplicationScoped
public class Handover {

    private final Ownership ownership;
    private final JobQueue queue;
    private final JobFeed feed;
    private final StopRequests stops;

    Handover(Ownership ownership, JobQueue queue, JobFeed feed, StopRequests stops) {
        this.ownership = ownership;
        this.queue = queue;
        this.feed = feed;
        this.stops = stops;
    }

    /** A job that waits here does so no more. */
    public void leave(JobId id) {
        queue.remove(id).ifPresent(_ -> feed.close(id));
    }

    /** Leaves a job that waits or runs here, and stops it; nothing happens if it has just ended. Blocks. */
    public void giveUp(JobId id) {
        if (ownership.find(id).map(job -> !job.state().hasEnded()).orElse(true)) {
            leave(id);
            stops.stop(id);
        }
    }
}
