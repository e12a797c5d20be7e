package dev.kintsugi.job.ownership;

import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.store.jobs.NoSignals;

/** Requests to stop jobs of one instance that has no others. */
public final class StopRequestsOf {

    private StopRequestsOf() {}

    public static StopRequests queue(JobQueue queue) {
        return new StopRequests(queue, new NoSignals());
    }
}
