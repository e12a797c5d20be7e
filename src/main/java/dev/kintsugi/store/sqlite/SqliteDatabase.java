package dev.kintsugi.store.sqlite;

import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Dialect;
import dev.kintsugi.store.sql.LazyDatabase;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sql.Transaction;
import dev.kintsugi.store.sqlite.driver.SqliteLibrary;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A file of SQLite with a write-ahead log (sqlite.org/wal.html): one connection writes, a few read meanwhile. It belongs
 * to one process at a time. What happens to the file meanwhile is the concern of {@link SqliteFileGuard}.
 */
public final class SqliteDatabase implements Database {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Set<SQLiteErrorCode> DAMAGED = EnumSet.of(
            SQLiteErrorCode.SQLITE_NOTADB, SQLiteErrorCode.SQLITE_CORRUPT, SQLiteErrorCode.SQLITE_IOERR_SHORT_READ);

    /** What is thrown if the file is another one than before. */
    private static final class AnotherFile extends SQLException {
        private static final long serialVersionUID = 1;

        AnotherFile() {
            super("the file of the database is another one");
        }
    }

    private final SqliteLock lock;
    private final GroupCommit writer;
    private final SqliteReaders readers;
    private final SqliteFileGuard fileGuard;

    private SqliteDatabase(
            SqliteFile file,
            SqliteLock lock,
            StoreFaultHook faultHook,
            Consumer<String> told,
            SqliteLosses.@Nullable Loss loss)
            throws SQLException {
        this.lock = lock;
        file.migrate();
        this.readers = new SqliteReaders(() -> known(file), PATIENCE);
        this.fileGuard = new SqliteFileGuard(file, lock, readers, told, loss);
        this.writer = writer(file, faultHook, fileGuard);
        try {
            // No other process has the file: the owners of these jobs have ended.
            write(connection ->
                    Sql.change(connection, "update job set lease_until = 0, owner = '' where ended is null"));
        } catch (RuntimeException | Error e) { // it is opened again and again: nothing may stay open
            closeFile();
            throw e;
        }
    }

    private static GroupCommit writer(SqliteFile file, StoreFaultHook faultHook, SqliteFileGuard fileGuard)
            throws SQLException {
        try {
            fileGuard.begin();
            return new GroupCommit(fileGuard::openWriter, faultHook, fileGuard, PATIENCE);
        } catch (SQLException | RuntimeException | Error e) {
            fileGuard.close();
            throw e;
        }
    }

    /** A connection to the file that was opened at first. */
    private Connection known(SqliteFile file) throws SQLException {
        var connection = file.open();
        if (fileGuard.isTheFile()) {
            return connection;
        }
        connection.close();
        throw new AnotherFile();
    }

    /**
     * Opens a file, made if there is none.
     *
     * @throws StoreException if that cannot be, also if another process has it
     */
    public static SqliteDatabase open(Path file, Synchronous synchronous, StoreFaultHook faultHook) {
        return (SqliteDatabase) claimed(file, synchronous, faultHook, _ -> {}).now();
    }

    /**
     * Makes sure that a file belongs to this process, which takes no time, and opens it when it is needed first.
     *
     * @param told receives, in a sentence, what happened to the file
     * @throws StoreException if another process has it
     */
    public static LazyDatabase claimed(
            Path file, Synchronous synchronous, StoreFaultHook faultHook, Consumer<String> told) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var before = SqliteLock.wasTaken(file);
            var lock = SqliteLock.take(file);
            var unopened = new SqliteOnFullDisk(new SqliteFile(file, synchronous));
            return new LazyDatabase(
                    Dialect.SQLITE,
                    () -> unopened.opened(() -> open(new SqliteFile(file, synchronous), lock, faultHook, told, before)),
                    unopened,
                    lock,
                    LazyDatabase.PATIENT);
        } catch (IOException e) {
            throw new StoreException(e);
        }
    }

    /** @param before whether there was a service in this folder before */
    private static SqliteDatabase open(
            SqliteFile file, SqliteLock lock, StoreFaultHook faultHook, Consumer<String> told, boolean before) {
        try {
            SqliteLibrary.unpackIn(file.path().resolveSibling("cache"));
            return usable(file, lock, faultHook, told, before);
        } catch (IOException | SQLException e) {
            throw new StoreException(e);
        }
    }

    /**
     * A damaged file is put aside for people to inspect, and what can be read of it is saved: a service with a few
     * jobs less is better than none.
     */
    private static SqliteDatabase usable(
            SqliteFile file, SqliteLock lock, StoreFaultHook faultHook, Consumer<String> told, boolean before)
            throws IOException, SQLException {
        file.evidence().putFolderAside();
        if (file.replacement().takeLeftOver()) {
            Log.warn("the file of the jobs was being written anew when the process ended: the new one is used");
        }
        var damage = file.damage();
        if (damage.isPresent()) {
            return saved(file, lock, faultHook, told, damage.get());
        }
        try {
            var loss = before && file.isEmpty() ? begunAnew(told) : null;
            return new SqliteDatabase(file, lock, faultHook, told, loss);
        } catch (SQLException | StoreException e) {
            if (!isDamage(e)) {
                throw e;
            }
            return saved(file, lock, faultHook, told, String.valueOf(e.getMessage()));
        }
    }

    private static SqliteDatabase saved(
            SqliteFile file, SqliteLock lock, StoreFaultHook faultHook, Consumer<String> told, String damage)
            throws IOException, SQLException {
        var logIsWhole = file.isLogWhole();
        var aside = file.evidence().linkAside("damaged");
        SqliteSalvage.Saved saved;
        try {
            var fresh = file.replacement().fresh();
            saved = file.evidence().salvage(fresh, aside);
            file.replacement().take(file.replacement().complete(fresh));
        } catch (IOException | SQLException | RuntimeException e) { // it is tried again, perhaps each second
            file.replacement().fresh();
            SqliteEvidence.delete(aside);
            throw e;
        }
        var all = saved.isAll() && logIsWhole;
        var text = "the file of the jobs could not be read: " + saved.saved() + " jobs were saved, "
                + (all ? "as many as were found" : "others may be lost") + "; the damaged file is in "
                + aside.getFileName();
        Log.errorf("%s (%s)", text, damage);
        told.accept(text);
        return new SqliteDatabase(file, lock, faultHook, told, all ? null : new SqliteLosses.Loss(text, aside));
    }

    private static SqliteLosses.Loss begunAnew(Consumer<String> told) {
        var text =
                "the file of the jobs was missing or empty when the service started: it begins without the jobs of before";
        Log.warn(text);
        told.accept(text);
        return new SqliteLosses.Loss(text, null);
    }

    private static boolean isDamage(Throwable thrown) {
        var cause = thrown instanceof StoreException ? thrown.getCause() : thrown;
        return cause instanceof SQLiteException e && DAMAGED.contains(e.getResultCode());
    }

    /** How many changes wait to be committed. */
    public int waiting() {
        return writer.waiting();
    }

    @Override
    public Optional<String> loss() {
        return fileGuard.loss();
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public Duration ahead() {
        return Duration.ZERO;
    }

    @Override
    public <T> T write(Transaction<T> transaction) {
        try {
            return writer.write(transaction);
        } catch (StoreException e) {
            if (isDamage(e) && writer.alone(fileGuard::examine)) {
                return writer.write(transaction); // what can be read of it is in another file now
            }
            throw e;
        }
    }

    @Override
    public void check() {
        write(connection -> {
            touch(connection);
            return dialect();
        });
    }

    /** The version of the schema is written as it is: a change of the head of the file, and of nothing that is in it. */
    static void touch(Connection connection) throws SQLException {
        var version = Sql.query(connection, "pragma user_version", row -> row.getInt(1))
                .getFirst();
        Sql.execute(connection, "pragma user_version = " + version);
    }

    @Override
    public <T> T read(Transaction<T> transaction) {
        try {
            return readers.read(transaction);
        } catch (AnotherFile e) {
            check();
            return readAgain(transaction);
        } catch (SQLException e) {
            var thrown = new StoreException(e);
            if (isDamage(e) && writer.alone(fileGuard::examine)) {
                return readAgain(transaction);
            }
            throw thrown;
        }
    }

    private <T> T readAgain(Transaction<T> transaction) {
        try {
            return readers.read(transaction);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void close() {
        try {
            closeFile();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeFile() {
        writer.close();
        fileGuard.close();
    }
}
