package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of jobs in a file of SQLite when its disk fails or others want it, made real. */
class SqliteOutagesTest extends SqliteJobsFixture {

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

    /** What is accepted is written anew first, which a full disk does not allow. */
    @Test
    void aFileThatIsDeletedOnAFullDiskIsWrittenAnewWhenThereIsRoom() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "mounting is allowed here");
        mountSmallDisk();
        try {
            add(20);
            var filling = folder.resolve("filling");
            fill(filling);
            Files.delete(file);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(this::add).isInstanceOf(StoreException.class);
            }
            Files.delete(filling);
            add(3);
            assertThat(kept()).containsAll(accepted.keySet());
            assertThat(afterAKill()).containsAll(accepted.keySet());
        } finally {
            unmount();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsKeptCanBeReadThoughTheDiskIsFullAtTheStart(boolean killed) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "mounting is allowed here");
        mountSmallDisk();
        try {
            add(20);
            if (killed) {
                leaveAsAfterAKill();
            } else {
                store.close();
            }
            var filling = folder.resolve("filling");
            fill(filling);
            open();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(this::add).isInstanceOf(StoreException.class);
                assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
                var any = kept().getFirst();
                assertThat(store.find(any)).contains(accepted.get(any));
                assertThat(store.events(any, 0)).hasSize(1);
            }
            Files.delete(filling);
            Awaitility.await().ignoreExceptions().untilAsserted(this::add);
            assertThat(kept()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
        } finally {
            unmount();
        }
    }

    /** The files of a killed process lie where they were, with its log and its index. */
    private void leaveAsAfterAKill() throws IOException {
        var names = List.of("kintsugi.db", "kintsugi.db-wal", "kintsugi.db-shm");
        for (var name : names) {
            Files.copy(folder.resolve(name), folder.resolve("left-" + name));
        }
        store.close();
        for (var name : names) {
            Files.move(folder.resolve("left-" + name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void aFirstStartOnAFullDiskHasNoJobs() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "mounting is allowed here");
        mountSmallDisk();
        try {
            store.close();
            for (var name : List.of("kintsugi.db", "kintsugi.db-wal", "kintsugi.db-shm")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            fill(folder.resolve("filling"));
            open();
            assertThatThrownBy(this::add).isInstanceOf(StoreException.class);
            assertThat(kept()).isEmpty();
            assertThat(store.find(Jobs.queued(random).id())).isEmpty();
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

    private void set(String pragma) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(pragma);
            }
        });
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
