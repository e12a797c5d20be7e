package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of jobs in a file of SQLite when its disk or its file fails, made real. */
class SqliteOutagesTest {

    private static final Lease MINE = new Lease("me", Jobs.NOW, Jobs.NOW.plusSeconds(9));
    private static final JobQuery ALL = new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 100_000);

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private final List<String> told = new ArrayList<>();
    private final Map<JobId, Job> accepted = new LinkedHashMap<>();
    private Path file;
    private LazyDatabase database;
    private SqlJobStore store;

    @BeforeEach
    void begin() {
        file = folder.resolve("kintsugi.db");
        open();
    }

    private void open() {
        database = SqliteDatabase.claimed(file, Synchronous.NORMAL, StoreFaultHook.OPEN, told::add);
        store = new SqlJobStore(database);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kintsugi.db", "kintsugi"})
    void belongsToOneProcessWhateverOfItsFilesIsDeleted(String beginning) throws IOException {
        add();
        try (var files = Files.list(folder)) {
            for (var one : files.toList()) {
                if (one.getFileName().toString().startsWith(beginning)) {
                    Files.delete(one);
                }
            }
        }
        if (beginning.equals("kintsugi")) {
            add(); // the lock is gone too, which the next commit notices
        }
        assertThatThrownBy(() -> SqliteDatabase.open(file, Synchronous.NORMAL, StoreFaultHook.OPEN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is used by");
    }

    private Job add() {
        var job = Jobs.queued(random);
        patiently(() -> store.add(job, MINE, new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Started())));
        accepted.put(job.id(), job);
        return job;
    }

    /** While a file is being saved, which a busy machine does slowly, callers are refused. */
    private static void patiently(Runnable work) {
        org.awaitility.Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
            try {
                work.run();
                return true;
            } catch (StoreException e) {
                if (e.getCause() instanceof SQLTimeoutException) {
                    return false;
                }
                throw e;
            }
        });
    }

    private void add(int jobs) {
        database.write(connection -> {
            for (int i = 0; i < jobs; i++) {
                var job = Jobs.queued(random);
                new JobInsert(job, "me", 9).on(connection, new JobEvent(job.id(), 1, Jobs.NOW, new JobEvent.Started()));
                accepted.put(job.id(), job);
            }
            return jobs;
        });
    }

    private List<JobId> kept() {
        return store.list(ALL).jobs().stream().map(Job::id).toList();
    }

    /** What a start after kill -9 finds: the files as they are at this moment. */
    private List<JobId> afterAKill() throws IOException {
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

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0, "mounting is allowed here");
    }

    private void mountSmallDisk() throws Exception {
        store.close();
        run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.toString());
        open();
    }

    private void unmount() throws Exception {
        store.close();
        run("umount", "-l", folder.toString());
        open();
    }

    @Test
    void whatAFullDiskRefusedIsNotThereAndWhatWasAcceptedIs() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "mounting is allowed here");
        mountSmallDisk();
        try {
            for (int round = 0; round < 3; round++) {
                add(3);
                var filling = folder.resolve("filling");
                fill(filling);
                int refused = 0;
                for (int i = 0; i < 300 && refused < 20; i++) {
                    try {
                        add(); // some room is left in the log, of former changes
                    } catch (StoreException e) {
                        assertThat(e).hasMessageContaining("SQLITE_");
                        refused++;
                    }
                }
                assertThat(refused).isEqualTo(20);
                assertThatThrownBy(() -> database.check()).isInstanceOf(StoreException.class);
                Files.delete(filling);
                add(3); // as soon as there is room
                assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
                assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
            }
        } finally {
            unmount();
        }
    }

    private static void fill(Path filling) {
        var block = new byte[4096];
        try (var out = Files.newOutputStream(filling)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(filling).exists();
        }
    }

    @Test
    void whatIsRefusedWhileTheDatabaseIsReadOnlyIsNotThere() throws Exception {
        add(5);
        set("pragma query_only = 1");
        assertThatThrownBy(this::add).hasMessageContaining("SQLITE_READONLY");
        add(5); // on another connection
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        assertThat(afterAKill()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    }

    /** All is in the file then, and nothing in the log or in memory. */
    private void reopen() {
        store.close();
        open();
        database.check();
    }

    private void set(String pragma) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(pragma);
            }
        });
    }

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

    private void backup(Path older) {
        database.read(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute("vacuum into '" + older + "'");
            }
        });
    }

    private List<Path> aside(String why) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(one -> one.getFileName().toString().startsWith("kintsugi.db." + why))
                    .toList();
        }
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

    private static void remove(Path evidence) throws IOException {
        try (var files = Files.list(evidence)) {
            for (var one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(evidence);
    }

    /** A disk may be full for days, and it is tried each second. */
    @Test
    void aFileThatCannotBeOpenedYetLeavesNothingOpen() throws Exception {
        add(3);
        store.close();
        var full = new AtomicBoolean(true);
        database = SqliteDatabase.claimed(
                file,
                Synchronous.NORMAL,
                _ -> {
                    if (full.get()) {
                        throw new SQLException("the disk is full");
                    }
                },
                told::add);
        store = new SqlJobStore(database);
        assertThatThrownBy(() -> database.check()).hasMessageContaining("the disk is full");
        org.awaitility.Awaitility.await("nothing is left of a try when it has failed")
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> openFiles() == 0 && writers() == 0);
        full.set(false);
        org.awaitility.Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> kept().size() == 3);
        assertThat(writers()).isOne();
    }

    private long openFiles() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(one -> {
                        try {
                            return Files.readSymbolicLink(one).equals(file.toAbsolutePath());
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    })
                    .count();
        }
    }

    private static long writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("store-writer"))
                .count();
    }
}
