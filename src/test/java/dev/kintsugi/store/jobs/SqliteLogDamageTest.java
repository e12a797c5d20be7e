package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of jobs of which only the write-ahead log has the newest state, when that log is damaged. */
class SqliteLogDamageTest extends SqliteJobsFixture {

    /** What a start found after a kill, and what it said. */
    private record Found(List<JobId> kept, boolean loss, List<String> told) {}

    @FunctionalInterface
    private interface Damage {
        void to(Path database) throws IOException;
    }

    private Found afterAKill(Damage damage) throws IOException {
        var killed = Files.createTempDirectory(folder.getParent(), "killed").resolve("kintsugi.db");
        for (var ending : List.of("", "-wal", "-shm")) {
            Files.copy(beside(file, ending), beside(killed, ending));
        }
        damage.to(killed);
        var said = new ArrayList<String>();
        try (var database = SqliteDatabase.claimed(killed, Synchronous.NORMAL, StoreFaultHook.OPEN, said::add)) {
            var kept = new SqlJobStore(database)
                    .list(ALL).jobs().stream().map(Job::id).toList();
            return new Found(kept, database.loss().isPresent(), said);
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private void scribble(Path log, long from, int bytes) throws IOException {
        try (var content = new RandomAccessFile(log.toFile(), "rw")) {
            var garbage = new byte[bytes];
            random.nextBytes(garbage);
            content.seek(from);
            content.write(garbage);
        }
    }

    private void addOneByOne(int jobs) {
        for (int i = 0; i < jobs; i++) {
            add();
        }
    }

    @Test
    void nothingIsSaidOfALogThatIsWhole() throws IOException {
        addOneByOne(20);
        var found = afterAKill(_ -> {});
        assertThat(found.kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(found.loss()).isFalse();
        assertThat(found.told()).isEmpty();
    }

    /** As a backup that is copied over the files of a killed service, or a power cut, leaves it. */
    @Test
    void anIndexOfAnotherLogSaysNothing() throws IOException {
        addOneByOne(5);
        var other = Files.copy(beside(file, "-shm"), folder.resolve("other-index"));
        reopen();
        addOneByOne(30);
        var found = afterAKill(
                database -> Files.copy(other, beside(database, "-shm"), StandardCopyOption.REPLACE_EXISTING));
        assertThat(found.kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(found.told()).isEmpty();
    }

    @Test
    void anIndexFromBeforeTheMachineWasStartedSaysNothing() throws IOException {
        addOneByOne(30);
        var found = afterAKill(database -> {
            try (var content = new RandomAccessFile(beside(database, "-wal").toFile(), "rw")) {
                content.setLength(content.length() - 5000);
            }
            Files.setLastModifiedTime(beside(database, "-shm"), FileTime.fromMillis(1_000_000_000_000L));
        });
        assertThat(found.kept()).hasSizeGreaterThanOrEqualTo(28);
        assertThat(found.told()).isEmpty();
    }

    /** The header, the first frames, a range of frames in the middle, one byte. */
    @ParameterizedTest
    @CsvSource({"0, 32", "0, 9000", "12288, 81920", "100000, 1", "60000, 90000"})
    void ofADamagedLogIsReadWhatIsBehindTheDamageToo(long from, int bytes) throws IOException {
        addOneByOne(50);
        var found = afterAKill(database -> scribble(beside(database, "-wal"), from, bytes));
        assertThat(found.kept()).hasSizeGreaterThan(40);
        assertThat(found.kept()).contains(List.copyOf(accepted.keySet()).getLast());
        assertThat(found.loss()).as("some of it may be lost").isTrue();
        assertThat(found.told()).singleElement().asString().contains("could not be read", "kintsugi.db.damaged-");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 31, 100_000})
    void aLogThatIsCutIsToldOf(long size) throws IOException {
        addOneByOne(20);
        reopen();
        addOneByOne(50);
        var found = afterAKill(database -> {
            try (var content = new RandomAccessFile(beside(database, "-wal").toFile(), "rw")) {
                content.setLength(size);
            }
        });
        assertThat(found.kept()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(found.loss()).isTrue();
    }

    @Test
    void aLogThatIsGoneIsToldOf() throws IOException {
        addOneByOne(20);
        reopen();
        addOneByOne(20);
        var found = afterAKill(database -> Files.delete(beside(database, "-wal")));
        assertThat(found.kept()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(found.loss()).isTrue();
    }

    @Test
    void ofADatabaseThatIsGoneIsSavedWhatItsLogHas() throws IOException {
        addOneByOne(40);
        var found = afterAKill(Files::delete);
        assertThat(found.kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(found.told()).isNotEmpty();
    }

    @Test
    void aFolderInItsPlaceIsMovedAway() throws IOException {
        addOneByOne(30);
        var found = afterAKill(database -> {
            Files.delete(database);
            Files.createDirectories(database.resolve("something"));
        });
        assertThat(found.kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    }

    @Test
    void aLogThatIsDamagedWhileInUseIsNoticedWithTheNextChange() throws IOException {
        addOneByOne(40);
        scribble(beside(file, "-wal"), 12_288, 81_920);
        addOneByOne(5);
        assertThat(kept())
                .hasSizeGreaterThan(35)
                .containsAll(List.copyOf(accepted.keySet()).subList(40, 45));
        assertThat(told).singleElement().asString().contains("was damaged");
        assertThat(database.loss().isPresent() || kept().size() == accepted.size())
                .as("nothing is lost in silence")
                .isTrue();
        assertThat(afterAKill(_ -> {}).kept()).containsExactlyInAnyOrderElementsOf(kept());
    }

    @Test
    void aLogThatIsOnlyTouchedIsNoDamage() throws IOException {
        addOneByOne(10);
        Files.setLastModifiedTime(beside(file, "-wal"), FileTime.fromMillis(1_000_000_000_000L));
        addOneByOne(10);
        assertThat(told).isEmpty();
        assertThat(kept()).hasSize(20);
    }

    @Test
    void aStartTakesTheFileThatWasToReplaceTheOldOneOfTheSameTimeIfTheLogIsGone() throws Exception {
        add(30);
        database.read(connection -> Sql.query(connection, "pragma wal_checkpoint(truncate)", row -> 0));
        add(30);
        var complete = folder.resolve("kintsugi.db.complete");
        backup(complete);
        var main = Files.readAllBytes(file);
        store.close();
        Files.write(file, main);
        Files.deleteIfExists(folder.resolve("kintsugi.db-wal"));
        Files.deleteIfExists(folder.resolve("kintsugi.db-shm"));
        Files.setLastModifiedTime(complete, Files.getLastModifiedTime(file));
        open();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(complete).doesNotExist();
    }
}
