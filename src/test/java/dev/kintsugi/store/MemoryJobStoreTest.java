package dev.kintsugi.store;

import dev.kintsugi.job.JobStore;
import dev.kintsugi.job.JobStoreContract;

class MemoryJobStoreTest extends JobStoreContract {

    @Override
    protected JobStore store() {
        return new MemoryJobStore(new MemorySettings() {
            @Override
            public int jobs() {
                return 2;
            }

            @Override
            public long bytes() {
                return 1000;
            }
        });
    }
}
