package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.RandomOperations;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteJobStoreTest extends JobStoreContract {

    @TempDir
    Path folder;

    private final List<SqlJobStore> open = new ArrayList<>();

    @Override
    protected JobStore store() {
        return open(Synchronous.NORMAL);
    }

    private SqlJobStore open(Synchronous synchronous) {
        var store = new SqlJobStore(
                SqliteDatabase.open(folder.resolve("home/kintsugi.db"), synchronous, StoreFaultHook.OPEN));
        open.add(store);
        return store;
    }

    @AfterEach
    void close() {
        open.forEach(SqlJobStore::close);
    }

    @Test
    void hasEverythingAgainWhenItIsOpenedAgain() {
        var before = open(Synchronous.NORMAL);
        var waiting = Jobs.queued(random);
        var running = Jobs.queued(random);
        before.add(waiting, MINE);
        before.add(running, MINE);
        before.take(running.id(), lease("me", 0, 1000));
        before.append(new JobEvent(waiting.id(), 1, Jobs.NOW, new JobEvent.Started()));
        before.close();
        open.clear();
        var after = open(Synchronous.FULL);
        assertThat(after.find(waiting.id())).contains(waiting);
        assertThat(after.events(waiting.id(), 0)).hasSize(1);
        assertThat(after.adopt(MINE, 9))
                .as("whoever ran a job has ended")
                .extracting(Job::id)
                .containsExactly(waiting.id(), running.id());
    }

    @Test
    void givesARowTheVersionOfItsKindSoThatInstancesThatDoNotKnowThatLeaveItAlone() {
        var database = SqliteDatabase.open(folder.resolve("home/kintsugi.db"), Synchronous.NORMAL, StoreFaultHook.OPEN);
        var store = new SqlJobStore(database);
        open.add(store);
        var image = Jobs.queued(random);
        var tensor = Jobs.tensor(random);
        store.add(image, MINE);
        store.add(tensor, MINE);
        var running = store.take(tensor.id(), MINE).orElseThrow();
        store.replace(running, running.with(new JobState.Cancelled(Jobs.NOW)));
        List<Integer> versions = database.read(
                connection -> Sql.query(connection, "select version from job order by number", row -> row.getInt(1)));
        assertThat(versions).containsExactly(2, 3);
        assertThat(store.find(tensor.id()).orElseThrow().plan()).isEqualTo(tensor.plan());
    }

    @Test
    void leavesAloneWhatANewerVersionWrote() {
        var database = SqliteDatabase.open(folder.resolve("home/kintsugi.db"), Synchronous.NORMAL, StoreFaultHook.OPEN);
        var store = new SqlJobStore(database);
        open.add(store);
        var newer = Jobs.queued(random);
        var newerAndEnded = Jobs.queued(random);
        var known = Jobs.queued(random);
        for (var job : List.of(newer, newerAndEnded, known)) {
            store.add(job, MINE);
        }
        var running = store.take(newerAndEnded.id(), MINE).orElseThrow();
        store.replace(running, running.with(new JobState.Cancelled(Jobs.NOW)));
        database.write(connection -> Sql.change(
                connection,
                "update job set version = 4, accepted = replace(accepted, '\"version\":2', '\"version\":4') where id <> ?",
                known.id().value()));
        var before = rows(database);

        var later = lease("heir", 999, 1000);
        assertThat(store.claim(lease("heir", 10, 100), ALL).map(Job::id))
                .as("what the newer version is to run is first, and in nobody's way")
                .contains(known.id());
        assertThat(store.adopt(later, 9)).extracting(Job::id).containsExactly(known.id());
        assertThat(store.take(newer.id(), lease("heir", 5000, 6000))).isEmpty();
        assertThat(store.list(new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 9))
                        .jobs())
                .extracting(Job::id)
                .containsExactly(known.id());
        assertThatThrownBy(() -> store.find(newer.id())).hasMessageContaining("newer version");
        store.forget(keep(0, 0, Duration.ofMillis(1)), Jobs.NOW.plusSeconds(86_400));
        assertThat(rows(database)).isEqualTo(before);
        assertThat(store.loss()).as("nothing is damaged").isEmpty();
    }

    private static List<String> rows(SqliteDatabase database) {
        return database.read(connection -> Sql.query(
                connection,
                "select id || state || owner || lease_until || coalesce(ended, '') || accepted || status from job"
                        + " where version = 4",
                row -> row.getString(1)));
    }

    @Test
    void belongsToOneProcess() {
        store();
        assertThatThrownBy(this::store).hasMessageContaining("used by this process already");
    }

    @Test
    void refusesAFileOfANewerProgram() throws Exception {
        store();
        close();
        open.clear();
        try (var connection =
                        java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/kintsugi.db"));
                var statement = connection.createStatement()) {
            statement.execute("pragma user_version = 99");
        }
        assertThatThrownBy(this::store).hasMessageContaining("version 99");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no database at all, but long enough to have a head of its own: 0123456789 0123456789 0123456789",
                "pages"
            })
    void aDamagedFileIsPutAsideAndTheServiceBeginsWithoutIt(String damage) throws Exception {
        var file = folder.resolve("home/kintsugi.db");
        store().add(Jobs.queued(random), MINE);
        close();
        open.clear();
        var content = Files.readAllBytes(file);
        if (damage.equals("pages")) {
            java.util.Arrays.fill(content, 100, content.length, (byte) 0x5a);
            Files.write(file, content);
        } else {
            Files.writeString(file, damage);
        }
        var damaged = Files.readAllBytes(file);
        var store = store();
        assertThat(store.adopt(lease("heir", 999, 1000), 9)).isEmpty();
        var job = Jobs.queued(random);
        store.add(job, MINE);
        assertThat(store.find(job.id())).contains(job);
        try (var all = Files.list(file.getParent())) {
            var aside = all.filter(one -> one.getFileName().toString().startsWith("kintsugi.db.damaged-"))
                    .toList();
            assertThat(aside).hasSize(1);
            assertThat(Files.readAllBytes(aside.getFirst().resolve("kintsugi.db")))
                    .isEqualTo(damaged);
        }
    }

    @Test
    void keepsWhatManyAddAtTheSameTime() throws Exception {
        var store = store();
        var jobs = new Random(3).ints(500).mapToObj(_ -> Jobs.queued(random)).toList();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var done : threads.invokeAll(jobs.stream()
                    .<Callable<Job>>map(job -> () -> store.add(job, MINE))
                    .toList())) {
                done.get();
            }
        }
        assertThat(store.adopt(lease("heir", 999, 1000), 999)).containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void aChangeThatFailsDoesNotHarmTheOthersOfItsGroup() throws Exception {
        var file = folder.resolve("home/kintsugi.db");
        store();
        close();
        open.clear();
        try (var database = SqliteDatabase.open(file, Synchronous.NORMAL, StoreFaultHook.OPEN);
                var threads = Executors.newFixedThreadPool(8)) {
            var store = new SqlJobStore(database);
            var job = Jobs.queued(random);
            store.add(job, MINE);
            var begun = new CountDownLatch(1);
            var held = new CountDownLatch(1);
            var first = threads.submit(() -> database.write(connection -> {
                begun.countDown();
                try {
                    return held.await(10, TimeUnit.SECONDS); // what comes meanwhile is one group
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            begun.await();
            var twice = threads.submit(() -> store.add(job, MINE));
            var breaks = threads.submit(() -> database.write(connection -> {
                throw new StackOverflowError("in the midst of a group");
            }));
            var once = threads.submit(() -> store.add(Jobs.queued(new Random(9)), MINE));
            org.awaitility.Awaitility.await().until(() -> database.waiting() == 3);
            held.countDown();
            assertThat(first.get()).isTrue();
            assertThatThrownBy(twice::get).hasMessageContaining("SQLITE_CONSTRAINT_UNIQUE");
            assertThatThrownBy(breaks::get).hasRootCauseInstanceOf(StackOverflowError.class);
            assertThat(store.find(once.get().id())).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersAsThePlainestStoreDoes(long seed) {
        new RandomOperations(seed, new MemoryJobStore(), store()).run(300);
    }
}
