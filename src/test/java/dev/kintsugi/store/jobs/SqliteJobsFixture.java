package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.LazyDatabase;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in a file of SQLite, of which tests know what was accepted. */
abstract class SqliteJobsFixture {

    static final Lease MINE = new Lease("me", Jobs.NOW, Jobs.NOW.plusSeconds(9));
    static final JobQuery ALL = new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 100_000);

    @TempDir
    Path folder;

    final Random random = new Random(7);
    final List<String> told = new ArrayList<>();
    final Map<JobId, Job> accepted = new LinkedHashMap<>();
    Path file;
    LazyDatabase database;
    SqlJobStore store;

    @BeforeEach
    void begin() {
        file = folder.resolve("kintsugi.db");
        open();
    }

    void open() {
        database = SqliteDatabase.claimed(file, Synchronous.NORMAL, StoreFaultHook.OPEN, told::add);
        store = new SqlJobStore(database);
    }

    @AfterEach
    void close() {
        store.close();
    }

    Job add() {
        var job = Jobs.queued(random);
        patiently(() -> store.add(job, MINE, new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Started())));
        accepted.put(job.id(), job);
        return job;
    }

    /** While a file is being saved, which a busy machine does slowly, callers are refused. */
    static void patiently(Runnable work) {
        for (int tries = 0; ; tries++) {
            try {
                work.run();
                return;
            } catch (StoreException e) { // each has waited for its time limit
                if (!(e.getCause() instanceof SQLTimeoutException) || tries == 12) {
                    throw e;
                }
            }
        }
    }

    void add(int jobs) {
        database.write(connection -> {
            for (int i = 0; i < jobs; i++) {
                var job = Jobs.queued(random);
                new JobInsert(job, "me", 9)
                        .rows(new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Started()))
                        .on(connection);
                accepted.put(job.id(), job);
            }
            return jobs;
        });
    }

    List<JobId> kept() {
        return store.list(ALL).jobs().stream().map(Job::id).toList();
    }

    /** What a start after kill -9 finds: the files as they are at this moment. */
    List<JobId> afterAKill() throws IOException {
        var copy = Files.createTempDirectory(folder.getParent(), "killed");
        for (var ending : List.of("", "-wal")) {
            var part = file.resolveSibling(file.getFileName() + ending);
            if (Files.exists(part)) {
                Files.copy(part, copy.resolve(part.getFileName()));
            }
        }
        try (var killed = SqliteDatabase.open(copy.resolve("kintsugi.db"), Synchronous.NORMAL, StoreFaultHook.OPEN)) {
            return new SqlJobStore(killed)
                    .list(ALL).jobs().stream().map(Job::id).toList();
        }
    }

    /** All is in the file then, and nothing in the log or in memory. */
    void reopen() {
        store.close();
        open();
        database.check();
    }

    List<Path> aside(String why) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(one -> one.getFileName().toString().startsWith("kintsugi.db." + why))
                    .toList();
        }
    }

    /** A copy with all that was committed. */
    void backup(Path copy) {
        database.read(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute("vacuum into '" + copy + "'");
            }
        });
    }
}
