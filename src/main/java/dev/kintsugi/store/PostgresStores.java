package dev.kintsugi.store;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.store.artifacts.Bucket;
import dev.kintsugi.store.artifacts.PostgresArtifactStore;
import dev.kintsugi.store.artifacts.S3WithDatabaseSpill;
import dev.kintsugi.store.jobs.SqlCheckpoints;
import dev.kintsugi.store.jobs.SqlJobStore;
import dev.kintsugi.store.keys.SqlKeyStore;
import dev.kintsugi.store.postgres.PostgresDatabase;
import dev.kintsugi.store.postgres.PostgresSignals;
import dev.kintsugi.store.sql.StoreSettings;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Makes the stores that several instances share: jobs and artifacts in PostgreSQL, or artifacts in a bucket. */
@Singleton
class PostgresStores {

    private final StoreFaultHook faultHook;
    private final Clock clock;
    private final Executor blocking;

    PostgresStores(StoreFaultHook faultHook, Clock clock, @Blocking Executor blocking) {
        this.faultHook = faultHook;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** A server that cannot be reached is waited for. */
    StandardStores open(StoreSettings.Postgresql settings, Optional<Bucket> bucket) {
        var database = PostgresDatabase.at(settings, faultHook, clock);
        return new StandardStores(
                new SqlJobStore(database),
                false,
                bucket.<ArtifactStore>map(there -> new S3WithDatabaseSpill(database, there, clock))
                        .orElseGet(() -> new PostgresArtifactStore(database)),
                new SqlCheckpoints(database),
                new PostgresSignals(settings, database, blocking),
                Optional.of(new SqlKeyStore(database)));
    }
}
