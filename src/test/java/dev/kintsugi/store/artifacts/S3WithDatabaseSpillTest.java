package dev.kintsugi.store.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.capacity.features.IdleFeatures;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.postgres.PostgresDatabase;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.PostgresServer;
import dev.kintsugi.store.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class S3WithDatabaseSpillTest extends BucketedContract {

    /** However slow the machine is, there is time left. */
    private static final Clock STOPPED = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private Database database;

    @BeforeEach
    void open() throws Exception {
        database = PostgresDatabase.at(
                PostgresServer.settings(PostgresServer.database()), StoreFaultHook.OPEN, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    TieredArtifactStore store(Bucket bucket) {
        return new S3WithDatabaseSpill(database, bucket, STOPPED);
    }

    @Override
    boolean isInTheSecondPlace() {
        return new PostgresArtifactStore(database).get(DIGEST).isPresent();
    }

    /** A bucket in memory that lets a test wait in the middle of a deletion. */
    private static final class Halting implements ArtifactStore {
        private final Map<String, byte[]> objects = new HashMap<>();
        private final CountDownLatch deleting = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public synchronized String put(byte[] content) {
            objects.put(DIGEST, content);
            return DIGEST;
        }

        @Override
        public synchronized Optional<byte[]> get(String digest) {
            return Optional.ofNullable(objects.get(digest));
        }

        @Override
        public void delete(String digest) {
            deleting.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            synchronized (this) {
                objects.remove(digest);
            }
        }
    }

    @Test
    void whatIsJustKeptIsNotDeletedBySomebodyWhoFoundThatNobodyNeedsIt() throws Exception {
        var bucket = new Halting();
        var here = store(new Bucket(bucket, IdleFeatures.make()));
        var elsewhere = store(new Bucket(bucket, IdleFeatures.make()));
        here.put("abc".getBytes());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var deleted = threads.submit(() -> here.delete(DIGEST));
            bucket.deleting.await();
            var put = threads.submit(() -> elsewhere.put("abc".getBytes()));
            Thread.sleep(200); // it would be done by now if it did not wait
            assertThat(put).isNotDone();
            bucket.goOn.countDown();
            deleted.get();
            put.get();
        }
        assertThat(here.get(DIGEST)).contains("abc".getBytes());
    }

    @Test
    void picturesOfBeforeThereWasABucketAreMovedSomeAtATime() {
        var rows = new PostgresArtifactStore(database);
        var random = new Random(5);
        for (int i = 0; i < TieredArtifactStore.MOVED + 1; i++) {
            var content = new byte[20];
            random.nextBytes(content);
            rows.put(content);
        }
        var store = (TieredArtifactStore) store();
        store.flush();
        assertThat(left()).isEqualTo(1);
        store.flush();
        assertThat(left()).isZero();
    }

    private int left() {
        return database.read(connection -> Sql.query(
                        connection, "select count(*) from artifact where content is not null", row -> row.getInt(1)))
                .getFirst();
    }
}
