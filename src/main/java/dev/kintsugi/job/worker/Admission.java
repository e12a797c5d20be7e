package dev.kintsugi.job.worker;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.drain.DrainHolds;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.Backlog;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.queue.ServiceTime;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;

/** Places in the queue for jobs that will be added in a moment. */
@ApplicationScoped
public class Admission {

    private final JobQueue queue;
    private final JobFeed feed;
    private final ServiceTime serviceTime;
    private final DrainState drainState;
    private final DrainHolds holds;

    Admission(JobQueue queue, JobFeed feed, ServiceTime serviceTime, DrainState drainState, DrainHolds holds) {
        this.queue = queue;
        this.feed = feed;
        this.serviceTime = serviceTime;
        this.drainState = drainState;
        this.holds = holds;
    }

    /** @throws TypedException model_overloaded while the service is about to end */
    public void requireOpen() {
        drainState.requireOpen();
    }

    /** A job is being accepted: until this is closed the service does not end. */
    public DrainHolds.Hold hold() {
        return holds.hold();
    }

    /**
     * Whether the caller of a job was told to come back, as all who waited at the end of the service. One with an idempotency
     * key finds its job again then.
     */
    public boolean isTooLate(Job job) {
        return drainState.isOver() && job.caller().idempotencyKey().isEmpty();
    }

    /**
     * Keeps a place for a job.
     *
     * @throws TypedException model_overloaded if no place is left, none for its kind, or the service is about to end,
     *     rate_limit_exceeded if none is left for its caller
     */
    public Place reserve(Job job) {
        requireOpen();
        return new Place(job, queue.reserve(job));
    }

    /**
     * Goes on with the events of a job that is not new. Blocks.
     *
     * @return false if that is done already: it was accepted or resumed here a moment ago
     */
    public boolean reopen(JobId job) {
        return feed.reopen(job);
    }

    /** Lets a job wait that is not new, whether there is room or not, and tells its readers. Blocks. */
    public void restore(RunnableJob runnable) {
        tell(runnable);
        queue.restore(runnable);
    }

    /** Lets a job wait again that a worker has, and tells its readers why. Blocks. */
    void postpone(RunnableJob runnable) {
        tell(runnable);
        queue.postpone(runnable);
    }

    private void tell(RunnableJob runnable) {
        feed.publish(runnable.job(), queued(runnable.job(), queue.backlog(runnable.kind())));
    }

    private JobEvent.Queued queued(Job job, Backlog before) {
        return new JobEvent.Queued(
                before.waiting(), serviceTime.wait(before), job.state().postponement());
    }

    /** One place. It is given back, and the job left to others, if it is closed before the job is added. */
    public final class Place implements AutoCloseable {

        private final Job job;
        private final Backlog before;
        private boolean added;

        private Place(Job job, Backlog before) {
            this.job = job;
            this.before = before;
        }

        /** What to tell of the job that waits here. */
        public JobEvent.Queued queued() {
            return Admission.this.queued(job, before);
        }

        public void add(RunnableJob runnable) {
            queue.add(runnable);
            added = true;
        }

        @Override
        public void close() {
            if (!added) {
                queue.release(job);
                feed.close(job.id()); // if it is kept as waiting, it is found again
            }
        }
    }
}
