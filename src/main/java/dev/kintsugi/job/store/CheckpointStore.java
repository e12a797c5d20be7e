package dev.kintsugi.job.store;

import dev.kintsugi.job.JobId;
import java.util.Optional;

/**
 * Keeps what jobs that have not ended have finished of their work, beside the jobs. Calls block; what {@link #keep} has
 * kept is there after the process was killed.
 */
public interface CheckpointStore {

    /** Keeps some bytes of a job under a name; nothing if there are some, or no such job. */
    void keep(JobId job, String name, byte[] content);

    Optional<byte[]> find(JobId job, String name);

    /** Of a job that needs them no more. Those of jobs that are forgotten go with them. */
    void forget(JobId job);
}
