package dev.kintsugi.job.ownership;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.queue.RunnableJob;

/**
 * A job that this instance runs, with what its worker needs.
 *
 * @param runnable what was prepared for it
 * @param job as the store has it since it was begun
 * @param state of it
 */
public record RunningJob(RunnableJob runnable, Job job, JobState.Running state) {

    /** @throws IllegalArgumentException if the store gave a job that does not run */
    public static RunningJob of(RunnableJob runnable, Job job) {
        if (job.state() instanceof JobState.Running running) {
            return new RunningJob(runnable, job, running);
        }
        throw new IllegalArgumentException(
                "job " + job.id() + " was begun and is " + job.state().code());
    }

    public JobId id() {
        return job.id();
    }
}
