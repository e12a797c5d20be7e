package dev.kintsugi.job.store;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;

/** Holds jobs and artifacts in memory while their store fails: nothing there survives the end of the process. */
public interface FallbackStore {

    /** Holds a job that could not be kept. From then on it is found and goes on as any other. */
    void hold(Job job);

    /** Whether a job is only held. */
    boolean isHeld(JobId job);

    /** Whether an artifact is only held. */
    boolean isHeld(String digest);

    /** Flushes what is held and has ended to the usual store, as far as that works again. Blocks. */
    void flush();
}
