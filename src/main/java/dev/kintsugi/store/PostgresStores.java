package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.StoreGate;
import dev.kintsugi.pipeline.Blocking;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Makes the stores that several instances share: jobs and artifacts in PostgreSQL, or artifacts in a bucket. */
@Singleton
class PostgresStores {

    private final StoreGate gate;
    private final Clock clock;
    private final Executor blocking;

    PostgresStores(StoreGate gate, Clock clock, @Blocking Executor blocking) {
        this.gate = gate;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** A server that cannot be reached is waited for. */
    UsualStores open(StoreSettings.Postgresql settings, Optional<Bucket> bucket) {
        var database = PostgresDatabase.at(settings, gate, clock);
        return new UsualStores(
                new SqlJobStore(database),
                false,
                bucket.<ArtifactStore>map(there -> new BucketOverRows(database, there, clock))
                        .orElseGet(() -> new PostgresArtifactStore(database)),
                new SqlCheckpoints(database),
                new PostgresSignals(settings, database, blocking));
    }
}
