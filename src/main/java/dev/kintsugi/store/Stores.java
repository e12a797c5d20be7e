package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.JobStore;
import dev.kintsugi.model.ModelFolders;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the stores that the configuration asks for. */
class Stores {

    @Produces
    @Singleton
    JobStore jobs(StoreSettings settings, ModelFolders folders) {
        return switch (settings.kind()) {
            case SQLITE ->
                new SqlJobStore(SqliteDatabase.open(
                        folders.home().resolve("kintsugi.db"), settings.sqlite().synchronous()));
            case MEMORY -> new MemoryJobStore();
        };
    }

    void close(@Disposes JobStore jobs) {
        if (jobs instanceof SqlJobStore kept) {
            kept.close();
        }
    }

    @Produces
    @Singleton
    ArtifactStore artifacts(StoreSettings settings, ModelFolders folders) {
        return switch (settings.kind()) {
            case SQLITE -> new FileArtifactStore(folders.home().resolve("artifacts"));
            case MEMORY -> new MemoryArtifactStore();
        };
    }
}
