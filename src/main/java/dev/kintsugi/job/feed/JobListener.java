package dev.kintsugi.job.feed;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;

/**
 * Hears of every event of the jobs that this process tells of. Called on the thread that publishes: must be quick and must
 * not block.
 */
public interface JobListener {

    void on(Job job, JobEvent event);

    /** Another instance publishes the job's events from now on, or none for the time being. */
    default void left(JobId job) {}
}
