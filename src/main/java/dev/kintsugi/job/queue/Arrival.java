package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.pipeline.work.WorkKind;

/**
 * A job that waits.
 *
 * @param number how many came before it
 */
record Arrival(long number, RunnableJob runnable) {

    Job job() {
        return runnable.job();
    }

    WorkKind kind() {
        return runnable.kind();
    }
}
