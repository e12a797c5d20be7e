package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The jobs of this process that have not ended, as they were written last: their file may be lost while they wait or run. */
final class UnfinishedJobs {

    static final Lease NOBODY = new Lease("", Instant.EPOCH, Instant.EPOCH);

    private final boolean alone;
    private final Map<JobId, Job> jobs = new ConcurrentHashMap<>();
    private volatile Lease lease = NOBODY;

    /** @param alone whether no other process has the same store: else others may end these, and they may be forgotten */
    UnfinishedJobs(boolean alone) {
        this.alone = alone;
    }

    /** A job was written; one that has ended is none of these any more. */
    void put(Job job, Lease by) {
        if (!alone) {
            return;
        }
        lease = by;
        if (job.state().hasEnded()) {
            jobs.remove(job.id());
        } else {
            jobs.put(job.id(), job);
        }
    }

    /** The newest lease. */
    Lease lease() {
        return lease;
    }

    boolean has(JobId job) {
        return jobs.containsKey(job);
    }

    void forget(JobId job) {
        jobs.remove(job);
    }

    /**
     * Writes those again that are not in their store.
     *
     * @param held which are elsewhere
     * @param unkept is given those that cannot be written
     */
    void restoreIn(JobStore store, Predicate<JobId> held, BiConsumer<Job, RuntimeException> unkept) {
        var written = List.copyOf(jobs.values()); // before the store is asked
        if (written.isEmpty()) {
            return;
        }
        var there = store.unfinished();
        for (var job : written) {
            if (there.contains(job.id())
                    || held.test(job.id())
                    || !has(job.id())
                    || store.find(job.id()).isPresent()) { // it has ended in between
                continue;
            }
            try {
                store.add(job, lease);
                Log.warnf("job %s was lost with the file of the jobs, and is written anew", job.id());
            } catch (RuntimeException e) {
                Log.warnf(
                        "job %s was lost with the file of the jobs, and is held in memory: %s",
                        job.id(), CauseChain.describe(e));
                unkept.accept(job, e);
            }
        }
    }
}
