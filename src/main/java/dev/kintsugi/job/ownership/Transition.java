package dev.kintsugi.job.ownership;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;

/** What came of an attempt to change a job in the store. */
public sealed interface Transition {

    /** The job is so now. */
    record Made(Job job) implements Transition {}

    /** Another instance or another call has changed the job meanwhile; nothing was changed. */
    record TakenOver(JobId job) implements Transition {}
}
