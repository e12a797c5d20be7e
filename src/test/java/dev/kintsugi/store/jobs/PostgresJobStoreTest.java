package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.job.RandomOperations;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.postgres.PostgresDatabase;
import dev.kintsugi.store.sql.PostgresServer;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real server. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PostgresJobStoreTest extends JobStoreContract {

    private final List<SqlJobStore> open = new ArrayList<>();

    @Override
    protected JobStore store() {
        try {
            var url = PostgresServer.database();
            var store = open(url);
            store.check();
            PostgresServer.execute( // the pictures of the jobs here
                    url,
                    "insert into artifact select repeat(n::text, 64), '' from generate_series(0, 9) n",
                    "insert into artifact values (repeat('ab', 32), '')");
            return store;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SqlJobStore open(String url) {
        return open(url, Clock.systemUTC());
    }

    private SqlJobStore open(String url, Clock clock) {
        var store = new SqlJobStore(PostgresDatabase.at(PostgresServer.settings(url), StoreFaultHook.OPEN, clock));
        open.add(store);
        return store;
    }

    @AfterEach
    void close() {
        open.forEach(SqlJobStore::close);
    }

    @Test
    void instancesThatStartTogetherMakeOneSchemaAndShareTheWork() throws Exception {
        var url = PostgresServer.database();
        var jobs = IntStream.range(0, 60).mapToObj(_ -> Jobs.queued(random)).toList();
        try (var threads = Executors.newFixedThreadPool(3)) {
            var adding = IntStream.range(0, 3)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        var store = open(url);
                        for (var job : jobs.subList(20 * i, 20 * i + 20)) {
                            store.add(job, lease("instance" + i, 0, 100));
                        }
                        return null;
                    })
                    .toList();
            for (var done : threads.invokeAll(adding)) {
                done.get();
            }
            var claiming = IntStream.range(0, 3)
                    .<Callable<List<JobId>>>mapToObj(i -> () -> all(open.get(i), "other" + i))
                    .toList();
            var claimed = new ArrayList<JobId>();
            for (var done : threads.invokeAll(claiming)) {
                claimed.addAll(done.get());
            }
            assertThat(claimed)
                    .as("each once")
                    .containsExactlyInAnyOrderElementsOf(
                            jobs.stream().map(Job::id).toList());
        }
    }

    @Test
    void jobsThatComeTogetherAreWrittenTogether() throws Exception {
        var writes = new AtomicInteger();
        var jobs = new ArrayList<Job>();
        IntStream.range(0, 95).forEach(_ -> jobs.add(Jobs.queued(random)));
        IntStream.range(0, 5).forEach(_ -> jobs.add(keyed("the same")));
        var added = together(jobs, writes);
        assertThat(writes.get()).as("statements for 100 jobs").isLessThan(10);
        var store = open.getLast();
        for (var job : jobs.subList(0, 95)) {
            assertThat(store.find(job.id())).contains(job);
            assertThat(store.lastEvent(job.id())).isEqualTo(1);
        }
        var same =
                jobs.subList(95, 100).stream().map(job -> added.get(job.id())).distinct();
        assertThat(same.toList()).singleElement().isIn(jobs.subList(95, 100));
    }

    @Test
    void aWrongOneHarmsNoOther() throws Exception {
        var jobs = new ArrayList<Job>();
        IntStream.range(0, 20).forEach(_ -> jobs.add(Jobs.queued(random)));
        var wrong = keyed("no text has \u0000 here");
        jobs.add(10, wrong);
        assertThat(together(jobs, new AtomicInteger())).hasSize(20).doesNotContainKey(wrong.id());
        for (var job : jobs) {
            assertThat(open.getLast().find(job.id())).isEqualTo(job == wrong ? Optional.empty() : Optional.of(job));
        }
    }

    /** Adds jobs while nothing can be written, until all of them wait; those that were added then. */
    private Map<JobId, Job> together(List<Job> jobs, AtomicInteger writes) throws Exception {
        var url = PostgresServer.database();
        var store = new SqlJobStore(
                PostgresDatabase.at(PostgresServer.settings(url), _ -> writes.incrementAndGet(), Clock.systemUTC()));
        open.add(store);
        store.check();
        var added = new ConcurrentHashMap<JobId, Job>();
        try (var holding = DriverManager.getConnection(url, "postgres", "postgres")) {
            holding.setAutoCommit(false);
            holding.createStatement().execute("lock table job in exclusive mode");
            writes.set(0);
            var adding = new ArrayList<Thread>();
            for (var job : jobs) {
                adding.add(Thread.ofPlatform().start(() -> {
                    try {
                        added.put(job.id(), store.add(job, MINE, queued(job)));
                    } catch (StoreException e) {
                        Log.infof("refused, as is wanted: %s", e.getMessage());
                    }
                }));
            }
            Awaitility.await()
                    .until(() -> adding.stream()
                                    .filter(one -> one.getState() == Thread.State.TIMED_WAITING)
                                    .count()
                            >= jobs.size() - 1);
            holding.commit();
            for (var one : adding) {
                one.join();
            }
        }
        return added;
    }

    @Test
    void nobodyWaitsLongBehindAServerThatHangs() throws Exception {
        var url = PostgresServer.database();
        var database = PostgresDatabase.at(PostgresServer.settings(url), StoreFaultHook.OPEN, Clock.systemUTC());
        var store = new SqlJobStore(database);
        open.add(store);
        store.check();
        var together = new InsertBatcher(database, Duration.ofMillis(200));
        var first = Jobs.queued(random);
        var second = Jobs.queued(random);
        try (var holding = DriverManager.getConnection(url, "postgres", "postgres");
                var threads = Executors.newSingleThreadExecutor()) {
            holding.setAutoCommit(false);
            holding.createStatement().execute("lock table job in exclusive mode");
            var writing = threads.submit(() -> together.add(new JobInsert(first, "me", 0), queued(first)));
            Awaitility.await().until(() -> waitsForALock(holding));
            assertThatThrownBy(() -> together.add(new JobInsert(second, "me", 0), queued(second)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("too long");
            holding.commit();
            assertThat(writing.get()).isTrue();
        }
        assertThat(store.find(first.id())).isPresent();
        assertThat(store.find(second.id())).as("it was refused").isEmpty();
    }

    private static boolean waitsForALock(Connection connection) throws SQLException {
        return Sql.query(connection, "select 1 from pg_locks where not granted", _ -> true)
                .contains(true);
    }

    private Job keyed(String key) {
        return Jobs.queued(random, Priority.NORMAL, "toy", Optional.of(key));
    }

    private static JobEvent queued(Job job) {
        return new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Queued(0, Optional.empty(), Optional.empty()));
    }

    private static List<JobId> all(JobStore store, String owner) {
        var claimed = new ArrayList<JobId>();
        for (var job = store.claim(lease(owner, 0, 30), ALL);
                job.isPresent();
                job = store.claim(lease(owner, 0, 30), ALL)) {
            claimed.add(job.get().id());
        }
        return claimed;
    }

    @Test
    void clocksThatDoNotAgreeTakeNoJobAway() throws Exception {
        var url = PostgresServer.database();
        var right = Clock.systemUTC();
        var hourAhead = Clock.offset(right, Duration.ofHours(1));
        var job = Jobs.queued(random);
        open(url, right).add(job, lease("one", right));
        assertThat(open(url, hourAhead).adopt(lease("other", hourAhead), 9)).isEmpty();
        assertThat(open.getLast().take(job.id(), lease("other", hourAhead))).isPresent();
        assertThat(open.getFirst().adopt(lease("one", right), 9)).isEmpty();
    }

    private static Lease lease(String owner, Clock clock) {
        return new Lease(owner, clock.instant(), clock.instant().plusSeconds(9));
    }

    @Test
    void refusesADatabaseOfANewerProgram() throws Exception {
        var url = PostgresServer.database();
        open(url).check();
        PostgresServer.execute(url, "update schema_version set version = 99");
        assertThatThrownBy(open(url)::check).hasMessageContaining("version 99");
    }

    @Test
    void isUsedByARoleThatMayNotMakeTablesOnceTheyAreThere() throws Exception {
        var url = PostgresServer.database();
        open(url).check();
        PostgresServer.execute(
                url,
                "drop role if exists plain",
                "create role plain login password 'plain'",
                "grant select, insert, update, delete on all tables in schema public to plain");
        var store = new SqlJobStore(
                PostgresDatabase.at(PostgresServer.settings(url, "plain"), StoreFaultHook.OPEN, Clock.systemUTC()));
        open.add(store);
        var job = Jobs.queued(random);
        store.add(job, MINE);
        assertThat(store.take(job.id(), lease("me", 0, 30))).isPresent();
        PostgresServer.execute(url, "revoke all on all tables in schema public from plain");
    }

    @Test
    void goesOnWhenItsConnectionsWereCut() throws Exception {
        var url = PostgresServer.database();
        var store = open(url);
        var job = Jobs.queued(random);
        store.add(job, MINE);
        PostgresServer.execute(
                url,
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                        + " and pid <> pg_backend_pid()");
        Awaitility.await().ignoreExceptions().until(() -> store.find(job.id()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void answersAsThePlainestStoreDoes(long seed) {
        new RandomOperations(seed, new MemoryJobStore(), store()).run(300);
    }
}
