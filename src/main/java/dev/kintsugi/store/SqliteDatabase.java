package dev.kintsugi.store;

import dev.kintsugi.job.StoreGate;
import dev.kintsugi.store.StoreSettings.Synchronous;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A file of SQLite with a write-ahead log (sqlite.org/wal.html): one connection writes, a few read meanwhile. It belongs
 * to one process at a time.
 */
final class SqliteDatabase implements Database {

    private static final int READERS = 4;
    private static final int PATIENCE_MS = 5000;
    private static final Set<SQLiteErrorCode> DAMAGED =
            EnumSet.of(SQLiteErrorCode.SQLITE_NOTADB, SQLiteErrorCode.SQLITE_CORRUPT);

    private final FileChannel lock;
    private final GroupCommit writer;
    private final SQLiteDataSource source;
    private final Semaphore reading = new Semaphore(READERS);
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    private SqliteDatabase(FileChannel lock, SQLiteDataSource source, StoreGate gate) throws SQLException {
        this.lock = lock;
        this.source = source;
        var connection = source.getConnection();
        try {
            connection.setAutoCommit(false);
            Migrations.SQLITE.apply(connection);
            // No other process has the file: whoever had these jobs has ended.
            Sql.change(connection, "update job set lease_until = 0, owner = '' where ended is null");
            connection.commit();
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        this.writer = new GroupCommit(connection, gate);
    }

    /**
     * Opens a file, made where there is none.
     *
     * @throws StoreException where that cannot be, also where another process has it
     */
    static SqliteDatabase open(Path file, Synchronous synchronous, StoreGate gate) {
        return (SqliteDatabase) claimed(file, synchronous, gate).now();
    }

    /**
     * Makes sure that a file belongs to this process, which takes no time, and opens it when it is needed first.
     *
     * @throws StoreException where another process has it
     */
    static LateDatabase claimed(Path file, Synchronous synchronous, StoreGate gate) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var lock = lock(file);
            return new LateDatabase(Dialect.SQLITE, () -> open(file, lock, source(file, synchronous), gate), lock);
        } catch (IOException e) {
            throw new StoreException(e);
        }
    }

    private static SQLiteDataSource source(Path file, Synchronous synchronous) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (synchronous) {
                    case NORMAL -> SQLiteConfig.SynchronousMode.NORMAL;
                    case FULL -> SQLiteConfig.SynchronousMode.FULL;
                });
        config.setBusyTimeout(PATIENCE_MS);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static SqliteDatabase open(Path file, FileChannel lock, SQLiteDataSource source, StoreGate gate) {
        try {
            SqliteLibrary.unpackIn(file.resolveSibling("cache"));
            return usable(file, lock, source, gate);
        } catch (IOException | SQLException e) {
            try {
                lock.close();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw new StoreException(e);
        }
    }

    /** A file that is no database, or a damaged one, is put aside for people to look at: a service without old jobs is better than none. */
    private static SqliteDatabase usable(Path file, FileChannel lock, SQLiteDataSource source, StoreGate gate)
            throws IOException, SQLException {
        try {
            return new SqliteDatabase(lock, source, gate);
        } catch (SQLiteException e) {
            if (!DAMAGED.contains(e.getResultCode())) {
                throw e;
            }
            var aside = Files.createTempDirectory(file.toAbsolutePath().getParent(), file.getFileName() + ".damaged-");
            for (var ending : new String[] {"", "-wal", "-shm"}) {
                var part = file.resolveSibling(file.getFileName() + ending);
                if (Files.exists(part)) {
                    Files.move(part, aside.resolve(part.getFileName()));
                }
            }
            Log.errorf(
                    "the jobs in %s cannot be read (%s): the file lies in %s now, and the service begins without them",
                    file.getFileName(), e.getResultCode(), aside.getFileName());
            return new SqliteDatabase(lock, source, gate);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(file + " is used by this process already", e);
        }
        channel.close();
        throw new IOException(file + " is used by another process: each needs a kintsugi.home of its own");
    }

    /** How many changes wait to be committed. */
    int waiting() {
        return writer.waiting();
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
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    /** The version of the schema is written as it is: a change of the head of the file, and of nothing that is in it. */
    @Override
    public void check() {
        write(connection -> {
            try (var statement = connection.createStatement()) {
                var version = statement.executeQuery("pragma user_version").getInt(1);
                return statement.execute("pragma user_version = " + version);
            }
        });
    }

    @Override
    public <T> T read(Work<T> work) {
        try {
            reading.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e);
        }
        try {
            var known = idle.poll();
            var connection = known == null ? source.getConnection() : known; // opened when it is first needed
            try {
                return work.on(connection);
            } finally {
                idle.push(connection);
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        } finally {
            reading.release();
        }
    }

    @Override
    public void close() {
        try {
            for (var reader = idle.poll(); reader != null; reader = idle.poll()) {
                reader.close();
            }
            writer.close();
            lock.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
