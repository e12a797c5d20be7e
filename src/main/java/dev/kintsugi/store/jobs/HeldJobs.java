package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.store.JobStore;
import io.quarkus.logging.Log;

/** Moves jobs that were held in memory into the usual store once it can be written again. */
final class HeldJobs {

    private HeldJobs() {}

    static void move(Job job, MemoryJobStore held, JobStore kept) {
        var there = kept.find(job.id()).orElseGet(() -> kept.add(job, UnfinishedJobs.NOBODY));
        if (!there.id().equals(job.id()) || !kept.replace(there, job)) { // with its artifacts
            Log.errorf("job %s, which is held in memory, cannot be kept: %s is in its place", job.id(), there.id());
            return;
        }
        held.remove(job.id());
        Log.infof("job %s, which was held in memory, is kept now", job.id());
    }
}
