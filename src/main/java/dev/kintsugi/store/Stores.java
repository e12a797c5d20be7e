package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.JobStore;
import dev.kintsugi.job.Spare;
import dev.kintsugi.job.StoreGate;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.WriteGate;
import dev.kintsugi.pipeline.Blocking;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/** Makes the stores that the configuration asks for, each with a spare one for when it fails. */
class Stores {

    private final Executor blocking;

    Stores(@Blocking Executor blocking) {
        this.blocking = blocking;
    }

    @Produces
    @Singleton
    @Typed({JobStore.class, Spare.class})
    HoldingJobStore jobs(
            StoreSettings settings,
            ModelFolders folders,
            HoldingArtifactStore artifacts,
            Features features,
            StoreGate gate) {
        return new HoldingJobStore(
                switch (settings.kind()) {
                    case SQLITE ->
                        new SqlJobStore(opening(SqliteDatabase.claimed(
                                folders.home().resolve("kintsugi.db"),
                                settings.sqlite().synchronous(),
                                gate)));
                    case MEMORY -> new MemoryJobStore();
                },
                artifacts,
                features);
    }

    /** In the background; a service whose jobs are in a database that it cannot read does not go on without them. */
    private LateDatabase opening(LateDatabase database) {
        blocking.execute(() -> {
            try {
                database.now();
            } catch (StoreException e) {
                if (database.isClosed()) {
                    return; // the service ends already
                }
                Log.fatal("the store of jobs cannot be opened: " + e.getMessage(), e);
                Quarkus.asyncExit(1);
            }
        });
        return database;
    }

    void close(@Disposes JobStore jobs) {
        if (jobs instanceof HoldingJobStore kept) {
            kept.close();
        }
    }

    @Produces
    @Singleton
    @Typed({ArtifactStore.class, HoldingArtifactStore.class})
    HoldingArtifactStore artifacts(StoreSettings settings, ModelFolders folders, Features features, WriteGate gate) {
        return new HoldingArtifactStore(
                switch (settings.kind()) {
                    case SQLITE -> new FileArtifactStore(folders.home().resolve("artifacts"), gate);
                    case MEMORY -> new MemoryArtifactStore();
                },
                features,
                settings.spareBytes());
    }
}
