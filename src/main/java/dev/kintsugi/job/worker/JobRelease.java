package dev.kintsugi.job.worker;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.queue.JobQueue;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets go of jobs that a worker has, whatever became of them: the worker is free then. */
@ApplicationScoped
class JobRelease {

    private final JobQueue queue;
    private final JobFeed feed;
    private final StopRequests stops;

    JobRelease(JobQueue queue, JobFeed feed, StopRequests stops) {
        this.queue = queue;
        this.feed = feed;
        this.stops = stops;
    }

    /** Nothing of it is kept: it is begun again when its lease expires. */
    void lost(JobId id, Throwable thrown) {
        Log.errorf(thrown, "job %s could not be kept", id);
        leave(id);
    }

    /** Leaves a job that a worker has to other instances. */
    void leave(JobId id) {
        try {
            feed.close(id);
        } catch (RuntimeException e) {
            Log.warnf("readers of job %s cannot follow it now: %s", id, e.getMessage());
        } finally {
            release(id);
        }
    }

    /** The worker of a job is free. */
    void release(JobId id) {
        queue.done(id);
        released(id);
    }

    /** The worker of a job is free already. */
    void released(JobId id) {
        stops.forget(id);
    }
}
