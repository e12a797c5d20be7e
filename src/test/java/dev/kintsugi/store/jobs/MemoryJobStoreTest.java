package dev.kintsugi.store.jobs;

import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.store.JobStore;

class MemoryJobStoreTest extends JobStoreContract {

    @Override
    protected JobStore store() {
        return new MemoryJobStore();
    }
}
