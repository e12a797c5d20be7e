package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.capacity.features.IdleFeatures;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.store.artifacts.FallbackArtifactStore;
import dev.kintsugi.store.artifacts.FileArtifactStore;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a database of SQLite that really refuses to be changed, now and then. */
class FallbackJobStoreTest extends JobStoreContract {

    @TempDir
    Path folder;

    private final List<FallbackJobStore> open = new ArrayList<>();
    private volatile boolean refuses;
    private volatile boolean refusesOnce;

    @Override
    protected JobStore store() {
        return open();
    }

    private FallbackJobStore open() {
        var database = SqliteDatabase.open(folder.resolve("kintsugi.db"), Synchronous.NORMAL, connection -> {
            if (refuses || refusesOnce) {
                refusesOnce = false;
                try (var statement = connection.createStatement()) {
                    statement.execute("pragma query_only = 1");
                    try {
                        statement.execute("create table refused (content blob)");
                    } finally {
                        statement.execute("pragma query_only = 0");
                    }
                }
            }
        });
        var artifacts = new FallbackArtifactStore(
                new FileArtifactStore(folder.resolve("artifacts"), WriteFaultHook.OPEN), IdleFeatures.make(), 1000);
        var store = new FallbackJobStore(new SqlJobStore(database), true, artifacts, IdleFeatures.make());
        open.add(store);
        return store;
    }

    @AfterEach
    void close() {
        open.forEach(FallbackJobStore::close);
        open.clear();
    }

    @Test
    void aHeldJobThatIsRefusedDoesNotKeepTheOthersFromBeingWritten() {
        var store = open();
        var first = Jobs.queued(random).with(new JobState.Cancelled(Jobs.NOW));
        var second = Jobs.queued(random).with(new JobState.Cancelled(Jobs.NOW));
        store.hold(first);
        store.hold(second);
        refusesOnce = true;
        assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);
        assertThat(store.isHeld(first.id())).isTrue();
        assertThat(store.isHeld(second.id())).isFalse();
        store.flush();
        assertThat(store.isHeld(first.id())).isFalse();
    }

    @Test
    void eventsOfAJobThatAreRefusedDoNotKeepThoseOfOthersFromBeingWritten() throws SQLException {
        var store = open();
        var jobs = List.of(Jobs.queued(random), Jobs.queued(random));
        jobs.forEach(job -> store.add(job, MINE));
        refuses = true;
        jobs.forEach(job -> store.append(new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Started())));
        refuses = false;
        refusesOnce = true;
        assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);
        assertThat(written()).isOne();
        store.flush();
        assertThat(written()).isEqualTo(2);
    }

    private int written() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kintsugi.db"));
                var statement = connection.createStatement();
                var counted = statement.executeQuery("select count(*) from event")) {
            return counted.getInt(1);
        }
    }

    @Test
    void aJobThatWasAcceptedGoesOnThoughNothingCanBeWritten() {
        var store = open();
        var job = Jobs.queued(random);
        store.add(job, MINE);
        store.append(new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Started()));
        refuses = true;
        var running = store.take(job.id(), lease("me", 0, 1000)).orElseThrow();
        store.append(new JobEvent(job.id(), 2, Jobs.NOW, new JobEvent.Started()));
        assertThat(store.renew(List.of(job.id()), lease("me", 1, 2000))).containsExactly(job.id());
        var ended = running.with(new JobState.Cancelled(Jobs.NOW));
        assertThat(store.replace(running, ended)).isTrue();
        store.append(new JobEvent(job.id(), 3, Jobs.NOW, new JobEvent.Cancelled()));
        assertThat(store.isHeld(job.id())).isTrue();
        assertAllIsThere(store, ended);
        assertThat(store.list(new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 10))
                        .jobs())
                .as("once, and as it stands now")
                .containsExactly(ended);
        assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);
        assertAllIsThere(store, ended);

        refuses = false;
        store.flush();
        assertThat(store.isHeld(job.id())).isFalse();
        assertThat(store.adopt(lease("heir", 9999, 99999), 9)).isEmpty();
        assertAllIsThere(store, ended);
        close();
        assertAllIsThere(open(), ended);
    }

    @Test
    void aJobThatWasOnlyHeldIsKeptLater() {
        var store = open();
        refuses = true;
        var job = Jobs.queued(random);
        assertThatThrownBy(() -> store.add(job, MINE)).hasMessageContaining("readonly");
        store.hold(job);
        var running = store.take(job.id(), lease("me", 0, 1000)).orElseThrow();
        var ended = running.with(new JobState.Cancelled(Jobs.NOW));
        store.replace(running, ended);
        refuses = false;
        store.flush();
        close();
        assertThat(open().find(job.id())).contains(ended);
    }

    @Test
    void whatIsWrittenLaterNeverTakesThePlaceOfAnotherJob() {
        var store = open();
        var kept = Jobs.queued(random, Priority.NORMAL, "toy", Optional.of("key"));
        store.add(kept, MINE);
        var other = Jobs.queued(random, Priority.NORMAL, "toy", Optional.of("key"));
        store.hold(other);
        store.replace(other, other.with(new JobState.Cancelled(Jobs.NOW)));
        store.flush();
        assertThat(store.find(kept.id())).contains(kept);
        assertThat(store.isHeld(other.id())).isTrue();
    }

    @Test
    void eventsThatCannotBeWrittenYetAreNotLostByTrying() {
        var store = open();
        var job = Jobs.queued(random);
        store.add(job, MINE);
        refuses = true;
        for (int seq = 1; seq <= 3; seq++) {
            store.append(new JobEvent(job.id(), seq, Jobs.NOW, new JobEvent.Started()));
        }
        assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);
        refuses = false;
        store.flush();
        store.append(new JobEvent(job.id(), 4, Jobs.NOW, new JobEvent.Started()));
        close();
        assertThat(open().events(job.id(), 0)).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void afterAKillAJobIsAsItWasWrittenLast() {
        var store = open();
        var job = Jobs.queued(random);
        store.add(job, MINE);
        refuses = true;
        store.take(job.id(), lease("me", 0, 1000));
        close();
        refuses = false;
        assertThat(open().adopt(MINE, 9)).containsExactly(job);
    }

    @Test
    void picturesThatCannotBeWrittenAreHeldUpToALimit() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("artifacts"), "a file where the folder should be");
        var artifacts = new FallbackArtifactStore(
                new FileArtifactStore(folder.resolve("artifacts"), WriteFaultHook.OPEN), IdleFeatures.make(), 1000);
        var first = artifacts.put(new byte[600]);
        assertThat(artifacts.get(first)).contains(new byte[600]);
        var second = artifacts.put(new byte[601]);
        assertThat(artifacts.isHeld(first)).isFalse();
        assertThat(artifacts.get(second)).contains(new byte[601]);
        java.nio.file.Files.delete(folder.resolve("artifacts"));
        artifacts.flush();
        assertThat(artifacts.isHeld(second)).isFalse();
        assertThat(artifacts.get(second)).contains(new byte[601]);
    }

    private static void assertAllIsThere(FallbackJobStore store, Job ended) {
        assertThat(store.find(ended.id())).contains(ended);
        assertThat(store.events(ended.id(), 0)).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L);
        assertThat(store.lastEvent(ended.id())).isEqualTo(3);
    }
}
