package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.CheckpointStore;
import dev.kintsugi.job.JobSignals;
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
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLTimeoutException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Makes the stores that the configuration asks for, each with a spare one for when it fails. */
@Singleton
class Stores {

    /** The stores as they are without spare ones. */
    private record Usual(
            JobStore jobs, boolean alone, ArtifactStore artifacts, CheckpointStore checkpoints, JobSignals signals) {}

    private final Usual usual;
    private final Optional<S3ArtifactStore> s3;

    @Inject
    Stores(
            StoreSettings settings,
            ModelFolders folders,
            StoreGate gate,
            WriteGate files,
            Features features,
            Clock clock,
            @Blocking Executor blocking) {
        this.s3 = settings.s3().bucket().map(name -> new S3ArtifactStore(settings.s3(), name));
        var bucket = s3.map(store -> new Bucket(store, features));
        if (bucket.isPresent() && settings.kind() == StoreSettings.Kind.MEMORY) {
            Log.warn("kintsugi.store.kind is memory: the bucket of kintsugi.store.s3 is not used");
        }
        this.usual = switch (settings.kind()) {
            case SQLITE -> sqlite(settings, folders, gate, files, features, clock, bucket, blocking);
            case POSTGRESQL -> postgresql(settings.postgresql(), gate, clock, bucket, blocking);
            case MEMORY ->
                new Usual(new MemoryJobStore(), true, new MemoryArtifactStore(), new NoCheckpoints(), new NoSignals());
        };
    }

    private static Usual sqlite(
            StoreSettings settings,
            ModelFolders folders,
            StoreGate gate,
            WriteGate files,
            Features features,
            Clock clock,
            Optional<Bucket> bucket,
            Executor blocking) {
        var database = SqliteDatabase.claimed(
                folders.home().resolve("kintsugi.db"),
                settings.sqlite().synchronous(),
                gate,
                problem -> features.failed(HoldingJobStore.DEPENDENCY, problem));
        blocking.execute(() -> open(database, features));
        var inFiles = new FileArtifactStore(folders.home().resolve("artifacts"), files);
        var artifacts = bucket.<ArtifactStore>map(there -> new BucketOverFiles(there, inFiles, clock))
                .orElse(inFiles);
        return new Usual(new SqlJobStore(database), true, artifacts, new SqlCheckpoints(database), new NoSignals());
    }

    /**
     * In the background. A service whose jobs are in a file that it must not touch does not go on without them; one whose
     * disk is full or does not answer does, and tries again.
     */
    private static void open(LateDatabase database, Features features) {
        try {
            database.now();
        } catch (StoreException e) {
            if (database.isClosed()) {
                return; // the service ends already
            }
            if (isPassing(e)) {
                features.failed(HoldingJobStore.DEPENDENCY, "the file of the jobs cannot be opened now");
                Log.errorf("the file of the jobs cannot be opened now, and is tried again: %s", e.getMessage());
                return;
            }
            Log.fatal("the store of jobs cannot be opened: " + e.getMessage(), e);
            Quarkus.asyncExit(1);
        }
    }

    private static boolean isPassing(StoreException thrown) {
        var text = String.valueOf(thrown.getMessage());
        return thrown.getCause() instanceof SQLTimeoutException
                || Stream.of("[SQLITE_FULL", "[SQLITE_IOERR", "[SQLITE_BUSY", "No space left on device")
                        .anyMatch(text::contains);
    }

    /** A server that cannot be reached is waited for. */
    private static Usual postgresql(
            StoreSettings.Postgresql settings,
            StoreGate gate,
            Clock clock,
            Optional<Bucket> bucket,
            Executor blocking) {
        var database = PostgresDatabase.at(settings, gate, clock);
        return new Usual(
                new SqlJobStore(database),
                false,
                bucket.<ArtifactStore>map(there -> new BucketOverRows(database, there, clock))
                        .orElseGet(() -> new PostgresArtifactStore(database)),
                new SqlCheckpoints(database),
                new PostgresSignals(settings, database, blocking));
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
