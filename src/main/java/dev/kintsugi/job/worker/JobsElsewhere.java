package dev.kintsugi.job.worker;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.UnrestorableJobs;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.WorkerSlot;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Jobs that wait at other instances, for workers that are free here. */
@ApplicationScoped
class JobsElsewhere {

    private final Ownership ownership;
    private final JobQueue queue;
    private final JobFeed feed;
    private final JobPreparation preparation;
    private final JobRelease release;
    private final UnrestorableJobs unrestorable;

    JobsElsewhere(
            Ownership ownership,
            JobQueue queue,
            JobFeed feed,
            JobPreparation preparation,
            JobRelease release,
            UnrestorableJobs unrestorable) {
        this.unrestorable = unrestorable;
        this.ownership = ownership;
        this.queue = queue;
        this.feed = feed;
        this.preparation = preparation;
        this.release = release;
    }

    /** A worker that is kept for such a job; empty if none is free or there is no other instance. */
    Optional<WorkerSlot> slot(boolean first) {
        return ownership.isShared() ? queue.takeSlot(first) : Optional.empty();
    }

    /** Begins with the most urgent job of another instance, with a worker that is kept for one; gives it back. Blocks. */
    Optional<RunningJob> begin(WorkerSlot slot) {
        try {
            return waiting(slot).flatMap(job -> begun(slot, job));
        } finally {
            queue.giveBack(slot);
        }
    }

    private Optional<Job> waiting(WorkerSlot slot) {
        try {
            return ownership.claim(slot.kinds());
        } catch (RuntimeException e) {
            Log.debugf(e, "the store does not say whether jobs wait at other instances");
            return Optional.empty();
        }
    }

    private Optional<RunningJob> begun(WorkerSlot slot, Job job) {
        try {
            var runnable = preparation.of(job);
            queue.fill(slot, runnable);
            feed.reopen(job.id());
            return Optional.of(RunningJob.of(runnable, job));
        } catch (RuntimeException e) {
            release.lost(job.id(), e);
            endIfHopeless(job, e);
            return Optional.empty();
        }
    }

    private void endIfHopeless(Job job, RuntimeException thrown) {
        try {
            unrestorable.isEnded(job, thrown);
        } catch (RuntimeException e) { // it is looked for again when its lease has expired
            Log.warnf("job %s cannot be ended: %s", job.id(), CauseChain.describe(e));
        }
    }
}
