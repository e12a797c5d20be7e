package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;

class MemoryArtifactStoreTest extends ArtifactStoreContract {

    @Override
    ArtifactStore store() {
        return new MemoryArtifactStore();
    }
}
