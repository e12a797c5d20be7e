package dev.kintsugi.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.access.KeyStore;
import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.CheckpointStore;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.store.artifacts.Bucket;
import dev.kintsugi.store.artifacts.FallbackArtifactStore;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.artifacts.S3ArtifactStore;
import dev.kintsugi.store.jobs.FallbackJobStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import dev.kintsugi.store.jobs.NoCheckpoints;
import dev.kintsugi.store.jobs.NoSignals;
import dev.kintsugi.store.keys.FileKeyStore;
import dev.kintsugi.store.postgres.PostgresSignals;
import dev.kintsugi.store.sql.StoreSettings;
import io.quarkus.logging.Log;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the stores that the configuration asks for, each with a spare one for when it fails. */
@Singleton
class Stores {

    private final StandardStores standard;
    private final Optional<S3ArtifactStore> s3;

    @Inject
    Stores(
            StoreSettings settings,
            SqliteStores sqlite,
            PostgresStores postgresql,
            Features features,
            Event<UnusableStore> unusable) {
        this.s3 = settings.s3().bucket().map(name -> new S3ArtifactStore(settings.s3(), name));
        var bucket = s3.map(store -> new Bucket(store, features));
        if (bucket.isPresent() && settings.kind() == StoreSettings.Kind.MEMORY) {
            Log.warn("kintsugi.store.kind is memory: the bucket of kintsugi.store.s3 is not used");
        }
        this.standard = switch (settings.kind()) {
            case SQLITE -> sqlite.open(settings.sqlite().synchronous(), bucket, unusable);
            case POSTGRESQL -> postgresql.open(settings.postgresql(), bucket);
            case MEMORY ->
                new StandardStores(
                        new MemoryJobStore(),
                        true,
                        new MemoryArtifactStore(),
                        new NoCheckpoints(),
                        new NoSignals(),
                        Optional.empty());
        };
    }

    @Produces
    @Singleton
    @Typed({JobStore.class, FallbackStore.class, FallbackJobStore.class})
    FallbackJobStore jobs(FallbackArtifactStore artifacts, Features features) {
        return new FallbackJobStore(standard.jobs(), standard.alone(), artifacts, features);
    }

    void close(@Disposes JobStore jobs) {
        if (jobs instanceof FallbackJobStore fallback) {
            fallback.close();
        }
    }

    @Produces
    @Singleton
    @Typed({ArtifactStore.class, FallbackArtifactStore.class})
    FallbackArtifactStore artifacts(StoreSettings settings, Features features) {
        return new FallbackArtifactStore(standard.artifacts(), features, settings.fallbackBytes());
    }

    void close(@Disposes ArtifactStore artifacts) {
        s3.ifPresent(S3ArtifactStore::close);
    }

    @Produces
    @Singleton
    CheckpointStore checkpoints() {
        return standard.checkpoints();
    }

    @Produces
    @Singleton
    KeyStore keys(ModelFolders folders, ObjectMapper json) {
        // faults of the disk are for what matters more, see faults.md
        return standard.keys().orElseGet(() -> new FileKeyStore(folders.home(), json, WriteFaultHook.OPEN));
    }

    @Produces
    @Singleton
    JobSignals signals() {
        return standard.signals();
    }

    void close(@Disposes JobSignals signals) {
        if (signals instanceof PostgresSignals told) {
            told.close();
        }
    }
}
