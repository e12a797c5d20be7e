package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.LazyDatabase;
import dev.kintsugi.store.sql.Migrations;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.Transaction;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A file of SQLite that cannot be opened for writing since its disk is full. What is in it can be read all the same; each call
 * has a connection of its own, so that nothing is in the way of the next attempt to open the file.
 */
final class SqliteOnFullDisk implements LazyDatabase.Unopened {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SqliteFile file;

    /** Held while the file is opened or read. */
    private final ReentrantLock using = new ReentrantLock();

    SqliteOnFullDisk(SqliteFile file) {
        this.file = file;
    }

    /** Opens it as usual, while no call reads it. */
    Database opened(Supplier<Database> open) {
        using.lock();
        try {
            return open.get();
        } finally {
            using.unlock();
        }
    }

    @Override
    public <T> T read(Transaction<T> transaction, StoreException thrown) {
        if (!isFull(thrown)) {
            throw thrown;
        }
        try {
            if (!using.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw thrown;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw thrown;
        }
        try (var connection = connection(thrown)) {
            return transaction.on(connection);
        } catch (IOException | SQLException e) {
            Log.debugf(e, "the file of the jobs cannot be read on a full disk");
            throw thrown;
        } finally {
            using.unlock();
        }
    }

    private static boolean isFull(StoreException thrown) {
        var text = String.valueOf(thrown.getMessage());
        return Stream.of("[SQLITE_FULL", "[SQLITE_IOERR", "[SQLITE_CANTOPEN", "No space left on device")
                .anyMatch(text::contains);
    }

    private Connection connection(StoreException thrown) throws IOException, SQLException {
        if (file.damage().isPresent()) {
            throw thrown; // what can be saved of it is written anew first
        }
        var connection = file.isEmpty() ? noJobs() : existing();
        try {
            var schema = Sql.query(connection, "pragma user_version", row -> row.getInt(1));
            if (schema.getFirst() != Migrations.SQLITE.steps().size()) {
                throw thrown;
            }
            Sql.execute(connection, "pragma query_only = 1");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The log needs an index, which needs room unless a killed process left one; without a log the file is all. */
    private Connection existing() throws SQLException {
        return file.logSize() > 0
                ? SqliteFile.plain(file.path())
                : DriverManager.getConnection("jdbc:sqlite:" + file.path().toUri() + "?immutable=1");
    }

    private static Connection noJobs() throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        try {
            connection.setAutoCommit(false);
            Migrations.SQLITE.apply(connection);
            connection.setAutoCommit(true);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
