package dev.kintsugi.store.artifacts;

import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.StoreException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/**
 * Pictures in a bucket, for several processes. Each has a row in the database, with the content while it cannot be written
 * to the bucket. The row is there before the object is written, and locked while the object is deleted; if the row is gone
 * afterwards the object is written again, so that one process does not delete what another one is just keeping.
 */
public final class S3WithDatabaseSpill implements TieredArtifactStore {

    private static final int TRIES = 4;

    private final Database database;
    private final Bucket bucket;
    private final PostgresArtifactStore rows;
    private final Clock clock;

    public S3WithDatabaseSpill(Database database, Bucket bucket, Clock clock) {
        this.clock = clock;
        this.database = database;
        this.bucket = bucket;
        this.rows = new PostgresArtifactStore(database);
    }

    @Override
    public String put(byte[] content) {
        var digest = Sha256.of(content);
        for (int tries = 0; tries < TRIES; tries++) {
            database.write(connection -> {
                ArtifactRows.lock(connection, digest);
                return digest;
            });
            var there = bucket.put(content); // no connection is held meanwhile
            if (database.write(connection -> ArtifactRows.isSet(connection, digest, there ? null : content))) {
                return digest;
            }
        }
        throw new StoreException(new SQLException("an artifact was deleted each time it was being kept", "40001"));
    }

    @Override
    public Optional<byte[]> get(String digest) {
        return rows.get(digest).or(() -> bucket.get(digest));
    }

    @Override
    public void delete(String digest) {
        try {
            database.write(connection -> {
                ArtifactRows.lock(connection, digest);
                if (PostgresArtifactStore.delete(connection, digest)) {
                    bucket.delete(digest);
                }
                return digest;
            });
        } catch (StoreException e) {
            rows.delete(digest); // what is in the database need not wait for the bucket
            throw e;
        }
    }

    @Override
    public boolean works() {
        return bucket.works();
    }

    @Override
    public void flush() {
        var until = clock.instant().plus(MOVING);
        database.read(connection -> ArtifactRows.withContent(connection, MOVED)).stream()
                .takeWhile(_ -> clock.instant().isBefore(until))
                .forEach(this::move);
    }

    private void move(String digest) {
        database.write(connection -> {
            for (var found : ArtifactRows.content(connection, digest)) {
                if (Sha256.of(found).equals(digest)) { // else it is useless
                    bucket.putAtLast(found);
                }
                ArtifactRows.set(connection, digest, null);
            }
            return digest;
        });
    }
}
