package dev.kintsugi.store;

import dev.kintsugi.job.JobStore;
import dev.kintsugi.job.JobStoreContract;

class MemoryJobStoreTest extends JobStoreContract {

    @Override
    protected JobStore store() {
        return new MemoryJobStore();
    }
}
