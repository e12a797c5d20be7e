package dev.kintsugi.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.jobs.SqlCheckpoints;
import dev.kintsugi.store.jobs.SqlJobStore;
import dev.kintsugi.store.postgres.PostgresDatabase;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCheckpointsTest {

    private static final Lease MINE = new Lease("me", Jobs.NOW, Jobs.NOW.plusSeconds(30));

    private final Random random = new Random(4);
    private final byte[] content = new byte[70_000];

    @TempDir
    Path folder;

    SqlCheckpointsTest() {
        random.nextBytes(content);
    }

    @Test
    void areKeptUntilTheyAreForgottenInSqlite() throws Exception {
        var file = folder.resolve("kintsugi.db");
        areKept(SqliteDatabase.open(file, Synchronous.NORMAL, StoreFaultHook.OPEN));
    }

    @Test
    void areKeptUntilTheyAreForgottenInPostgresql() throws Exception {
        var settings = PostgresServer.settings(PostgresServer.database());
        areKept(PostgresDatabase.at(settings, StoreFaultHook.OPEN, Clock.systemUTC()));
    }

    private void areKept(Database database) {
        try (var jobs = new SqlJobStore(database)) {
            var checkpoints = new SqlCheckpoints(database);
            var one = Jobs.queued(random);
            var other = Jobs.queued(random);
            checkpoints.keep(one.id(), "latents", content);
            assertThat(checkpoints.find(one.id(), "latents")).as("of no job").isEmpty();
            jobs.add(one, MINE);
            jobs.add(other, MINE);
            checkpoints.keep(one.id(), "latents", content);
            checkpoints.keep(one.id(), "latents", new byte[1]);
            checkpoints.keep(other.id(), "latents", new byte[2]);
            assertThat(checkpoints.find(one.id(), "latents")).contains(content);
            assertThat(checkpoints.find(one.id(), "text")).isEmpty();
            checkpoints.forget(one.id());
            assertThat(checkpoints.find(one.id(), "latents")).isEmpty();
            assertThat(checkpoints.find(other.id(), "latents")).isPresent();

            end(jobs, other, Jobs.NOW);
            end(jobs, one, Jobs.NOW.plusSeconds(1));
            jobs.forget(JobStoreContract.keep(1, Long.MAX_VALUE, Duration.ofDays(1)), Jobs.NOW);
            assertThat(jobs.find(other.id())).isEmpty();
            assertThat(rows(database)).as("they go with their job").isZero();
        }
    }

    @Test
    void comeToADatabaseThatHadNoneAndKeepWhatWasThere() throws Exception {
        var file = folder.resolve("old.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            new Migrations("db/sqlite", List.of("V1__jobs.sql"), new SchemaVersion.OfSqlite()).apply(connection);
        }
        var job = Jobs.queued(random);
        var database = SqliteDatabase.open(file, Synchronous.NORMAL, StoreFaultHook.OPEN);
        try (var jobs = new SqlJobStore(database)) {
            jobs.add(job, MINE);
            new SqlCheckpoints(database).keep(job.id(), "latents", content);
            assertThat(new SqlCheckpoints(database).find(job.id(), "latents")).contains(content);
        }
    }

    private static void end(SqlJobStore jobs, Job job, Instant at) {
        var running = jobs.take(job.id(), MINE).orElseThrow();
        jobs.replace(running, running.with(new JobState.Cancelled(at)));
    }

    private static long rows(Database database) {
        return database.read(
                        connection -> Sql.query(connection, "select count(*) from checkpoint", row -> row.getLong(1)))
                .getFirst();
    }
}
