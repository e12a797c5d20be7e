package dev.kintsugi.store.jobs;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.CheckpointStore;
import java.util.Optional;

/** For jobs that do not outlive the process: nothing could be resumed. */
public final class NoCheckpoints implements CheckpointStore {

    @Override
    public void keep(JobId job, String name, byte[] content) {}

    @Override
    public Optional<byte[]> find(JobId job, String name) {
        return Optional.empty();
    }

    @Override
    public void forget(JobId job) {}
}
