package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.Transaction;
import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The connections that read a file of SQLite, a few at a time; kept open while they are not used. */
final class SqliteReaders {

    private static final int MOST = 4;

    private final GroupCommit.Opening opening;
    private final long patienceNanos;
    private final Semaphore reading = new Semaphore(MOST, true);
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    SqliteReaders(GroupCommit.Opening opening, Duration patience) {
        this.opening = opening;
        this.patienceNanos = patience.toNanos();
    }

    <T> T read(Transaction<T> transaction) throws SQLException {
        acquire(1);
        try {
            var known = idle.poll();
            var connection = known == null ? opening.open() : known; // opened when it is first needed
            var done = false;
            try {
                var result = transaction.on(connection);
                done = true;
                return result;
            } finally {
                if (done) {
                    idle.push(connection);
                } else {
                    close(connection); // what it holds of a file may be wrong
                }
            }
        } finally {
            reading.release();
        }
    }

    private void acquire(int permits) throws SQLException {
        try {
            if (!reading.tryAcquire(permits, patienceNanos, TimeUnit.NANOSECONDS)) {
                throw new SQLTimeoutException("others have been reading for too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException(e);
        }
    }

    /**
     * Lets none read, until {@link #go}, and closes all.
     *
     * @throws SQLException if one does not end
     */
    void stop() throws SQLException {
        acquire(MOST);
        closeIdle();
    }

    void go() {
        reading.release(MOST);
    }

    void closeIdle() {
        for (var reader = idle.poll(); reader != null; reader = idle.poll()) {
            close(reader);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            Log.debugf(e, "a connection could not be closed");
        }
    }
}
