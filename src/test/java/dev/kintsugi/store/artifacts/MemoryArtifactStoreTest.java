package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;

class MemoryArtifactStoreTest extends ArtifactStoreContract {

    @Override
    ArtifactStore store() {
        return new MemoryArtifactStore();
    }
}
