package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.CheckpointStore;
import dev.kintsugi.job.JobSignals;
import dev.kintsugi.job.JobStore;
import dev.kintsugi.job.Spare;
import io.quarkus.logging.Log;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the stores that the configuration asks for, each with a spare one for when it fails. */
@Singleton
class Stores {

    private final UsualStores usual;
    private final Optional<S3ArtifactStore> s3;

    @Inject
    Stores(StoreSettings settings, SqliteStores sqlite, PostgresStores postgresql, Features features) {
        this.s3 = settings.s3().bucket().map(name -> new S3ArtifactStore(settings.s3(), name));
        var bucket = s3.map(store -> new Bucket(store, features));
        if (bucket.isPresent() && settings.kind() == StoreSettings.Kind.MEMORY) {
            Log.warn("kintsugi.store.kind is memory: the bucket of kintsugi.store.s3 is not used");
        }
        this.usual = switch (settings.kind()) {
            case SQLITE -> sqlite.open(settings.sqlite().synchronous(), bucket);
            case POSTGRESQL -> postgresql.open(settings.postgresql(), bucket);
            case MEMORY ->
                new UsualStores(
                        new MemoryJobStore(), true, new MemoryArtifactStore(), new NoCheckpoints(), new NoSignals());
        };
    }

    @Produces
    @Singleton
    @Typed({JobStore.class, Spare.class, HoldingJobStore.class})
    HoldingJobStore jobs(HoldingArtifactStore artifacts, Features features) {
        return new HoldingJobStore(usual.jobs(), usual.alone(), artifacts, features);
    }

    void close(@Disposes JobStore jobs) {
        if (jobs instanceof HoldingJobStore kept) {
            kept.close();
        }
    }

    @Produces
    @Singleton
    @Typed({ArtifactStore.class, HoldingArtifactStore.class})
    HoldingArtifactStore artifacts(StoreSettings settings, Features features) {
        return new HoldingArtifactStore(usual.artifacts(), features, settings.spareBytes());
    }

    void close(@Disposes ArtifactStore artifacts) {
        s3.ifPresent(S3ArtifactStore::close);
    }

    @Produces
    @Singleton
    CheckpointStore checkpoints() {
        return usual.checkpoints();
    }

    @Produces
    @Singleton
    JobSignals signals() {
        return usual.signals();
    }

    void close(@Disposes JobSignals signals) {
        if (signals instanceof PostgresSignals told) {
            told.close();
        }
    }
}
