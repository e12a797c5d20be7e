package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.store.sql.Sql;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of jobs in a file of SQLite that another program deletes, replaces or damages, in use and before a start. */
class SqliteDamageTest extends SqliteJobsFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kintsugi.db",
                "kintsugi.db kintsugi.db-wal kintsugi.db-shm",
                "kintsugi.db-wal",
                "kintsugi.db-shm"
            })
    void aDeletedFileIsWrittenAnewWithAllJobsBeforeTheNextIsAccepted(String deleted) throws Exception {
        add(50);
        for (var name : deleted.split(" ")) {
            Files.delete(folder.resolve(name));
        }
        add();
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        add(50);
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(told).singleElement().asString().contains("written anew with all");
        assertThat(database.loss()).isEmpty();
        assertThat(store.events(accepted.keySet().iterator().next(), 0)).hasSize(1);
    }

    @Test
    void anOlderCopyThatIsMovedInItsPlaceIsPutAside() throws Exception {
        add(20);
        var older = folder.resolve("older.db");
        backup(older);
        add(20);
        Files.move(older, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        add();
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(aside("replaced")).hasSize(1);
    }

    @Test
    void anOlderCopyThatIsWrittenOverItLosesOnlyWhatIsNowhereElse() throws Exception {
        add(200);
        var older = folder.resolve("older.db");
        backup(older);
        var before = List.copyOf(accepted.keySet());
        add(1500);
        reopen();
        Files.write(file, Files.readAllBytes(older));
        add();
        assertThat(kept())
                .containsAll(before)
                .contains(List.copyOf(accepted.keySet()).getLast());
        assertThat(store.list(ALL).jobs()).as("every job can be read").isNotEmpty();
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(kept());
        assertThat(database.loss().isPresent() || kept().size() == accepted.size())
                .as("nothing is lost in silence")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 4096, 100_000})
    void ofATruncatedFileIsSavedWhatIsLeft(long size) throws Exception {
        add(400);
        reopen();
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(size);
        }
        add(2);
        var kept = kept();
        assertThat(kept).contains(List.copyOf(accepted.keySet()).getLast());
        assertThat(told).singleElement().asString().contains("was damaged");
        assertThat(database.loss().isPresent() || kept.size() == accepted.size())
                .as("nothing is lost in silence")
                .isTrue();
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(kept);
        add(10);
    }

    @Test
    void damagedPagesCostOnlyTheJobsOnThem() throws Exception {
        add(1500);
        reopen();
        var size = Files.size(file);
        assertThat(size).isGreaterThan(1_000_000);
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < 24; i++) {
                content.seek(4096L * random.nextInt(5, (int) (size / 4096)));
                var garbage = new byte[4096];
                random.nextBytes(garbage);
                content.write(garbage);
            }
        }
        add();
        var kept = kept();
        assertThat(kept)
                .hasSizeGreaterThan(1000)
                .contains(List.copyOf(accepted.keySet()).getLast());
        for (var id : kept) {
            assertThat(store.find(id)).contains(accepted.get(id));
        }
        assertThat(database.loss().isPresent() || kept.size() == accepted.size())
                .as("nothing is lost in silence")
                .isTrue();
        for (var evidence : aside("damaged")) {
            remove(evidence);
        }
        assertThat(database.loss()).as("a person has taken the evidence").isEmpty();
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStartWithoutTheFileOfBeforeSaysSo(boolean deleted) throws Exception {
        add(3);
        store.close();
        if (deleted) {
            Files.delete(file);
        } else {
            Files.write(file, new byte[0]);
        }
        open();
        assertThat(kept()).isEmpty();
        assertThat(database.loss()).hasValueSatisfying(text -> assertThat(text).contains("missing or empty"));
        accepted.clear();
        add();
        assertThat(kept()).containsExactlyElementsOf(accepted.keySet());
    }

    @Test
    void ofAFileThatIsDamagedAtTheStartIsSavedWhatCanBeRead() throws Exception {
        add(1500);
        store.close();
        var size = Files.size(file);
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(4096L * 4);
            content.write(new byte[4096 * 3]);
            content.setLength(size - 4096 * 5);
        }
        open();
        add();
        assertThat(kept()).hasSizeGreaterThan(700);
        assertThat(database.loss()).isPresent();
    }

    @Test
    void jobsAreSavedHoweverManyThereHaveBeenBefore() throws Exception {
        add(5);
        database.write(
                connection -> Sql.change(connection, "update sqlite_sequence set seq = 7000000 where name = 'job'"));
        add(300);
        store.close();
        scribble(0, 100);
        open();
        assertThat(kept()).containsAll(List.copyOf(accepted.keySet()).subList(5, 305));
    }

    @Test
    void everyLossIsToldAndNotOnlyTheLast() throws Exception {
        add(8000); // more than a connection has in memory
        store.close();
        damage(file);
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(content.length() - 4096 * 5);
        }
        open();
        add();
        damage(file);
        damage(folder.resolve("kintsugi.db-wal"));
        add();
        assertThat(database.loss())
                .hasValueSatisfying(text -> assertThat(text).contains("could not be read", "was damaged"));
        reopen();
        assertThat(database.loss())
                .as("a start forgets none")
                .hasValueSatisfying(text -> assertThat(text).contains("could not be read", "was damaged"));
        for (var evidence : aside("damaged").subList(0, 1)) {
            remove(evidence);
        }
        assertThat(database.loss()).as("a person has taken one of two").isPresent();
        for (var evidence : aside("damaged")) {
            remove(evidence);
        }
        assertThat(database.loss()).isEmpty();
    }

    /** Of the pages in the middle nothing is left. */
    private static void damage(Path part) throws IOException {
        var size = Files.size(part);
        try (var content = new RandomAccessFile(part.toFile(), "rw")) {
            content.seek(4096L * 4);
            content.write(new byte[(int) (size / 2)]);
        }
    }

    /** All of the header, or one field of it each. */
    @ParameterizedTest
    @CsvSource({
        "0, 100",
        "0, 1",
        "16, 2",
        "20, 4",
        "28, 8",
        "44, 4",
        "56, 4",
        "60, 4",
        "72, 20",
        "92, 8",
        "100, 8",
        "0, 4096",
        "105, 900"
    })
    void aDamagedBeginningCostsNoJobs(int from, int bytes) throws Exception {
        add(300);
        store.close();
        scribble(from, bytes);
        open();
        add();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(store.events(accepted.keySet().iterator().next(), 0)).hasSize(1);
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "0, 4096"})
    void aBeginningThatIsDamagedWhileInUseCostsNoJobs(int from, int bytes) throws Exception {
        add(300);
        reopen();
        scribble(from, bytes);
        add();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    }

    private void scribble(int from, int bytes) throws IOException {
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            var garbage = new byte[bytes];
            random.nextBytes(garbage);
            content.seek(from);
            content.write(garbage);
        }
    }

    @Test
    void aStartTakesTheFileThatWasToReplaceTheOldOneWhenTheProcessWasKilled() throws Exception {
        add(30);
        store.close();
        Files.move(file, folder.resolve("kintsugi.db.complete"));
        open();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(database.loss()).isEmpty();
        assertThat(folder.resolve("kintsugi.db.complete")).doesNotExist();
        add();
    }

    @Test
    void anUnfinishedOrOlderFileOfThatKindIsNotTaken() throws Exception {
        add(30);
        var older = folder.resolve("kintsugi.db.complete");
        backup(older);
        Files.setLastModifiedTime(
                older,
                FileTime.from(Files.getLastModifiedTime(older).toInstant().minusSeconds(2)));
        add(30);
        reopen();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        store.close();
        Files.write(folder.resolve("kintsugi.db.complete"), new byte[5000]);
        Files.delete(file);
        open();
        assertThat(kept()).isEmpty();
        assertThat(database.loss()).isPresent();
    }

    private static void remove(Path evidence) throws IOException {
        try (var files = Files.list(evidence)) {
            for (var one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(evidence);
    }
}
