package dev.kintsugi.store.sqlite;

import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.Transaction;
import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One thread and one connection that write. Changes that arrive while others are being committed are committed together
 * afterwards: each fails for itself, but all wait for one commit.
 *
 * <p>Transactions are begun and ended by explicit statements, not by the driver: a COMMIT that fails ends the transaction
 * (sqlite.org/lang_transaction.html), and a change that ran outside one would be kept although it was refused. After any
 * failure the next group begins with a transaction that is known to be new, on a new connection if need be.
 */
final class GroupCommit implements AutoCloseable {

    private static final int MOST = 256;

    /** If so many of a group fail one after the other, those left are refused with them. */
    private static final int ENOUGH = 4;

    /** Makes a connection that writes, in autocommit mode. */
    @FunctionalInterface
    interface Opening {

        Connection open() throws SQLException;
    }

    private final Opening opening;
    private final StoreFaultHook faultHook;
    private final FileKeeper keeper;
    private final long patienceNanos;
    private final BlockingQueue<PendingWrite<?>> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    private @Nullable Connection connection;
    private volatile boolean closed;
    private volatile long busySince;

    /**
     * @param keeper looks after the file
     * @param patience how long a caller waits before its change is taken back, or refused if the disk does not answer
     */
    GroupCommit(Opening opening, StoreFaultHook faultHook, FileKeeper keeper, Duration patience) {
        this.opening = opening;
        this.faultHook = faultHook;
        this.keeper = keeper;
        this.patienceNanos = patience.toNanos();
        this.writer = Thread.ofPlatform().daemon().name("store-writer").start(this::run);
    }

    /** How many changes wait for the next group. */
    int waiting() {
        return waiting.size();
    }

    /** Does it in a transaction. */
    <T> T write(Transaction<T> transaction) {
        return await(new PendingWrite<>(transaction, true));
    }

    /** Does it on the writing thread while nothing else is written, not in a transaction. */
    <T> T alone(Transaction<T> transaction) {
        return await(new PendingWrite<>(transaction, false));
    }

    private <T> T await(PendingWrite<T> write) {
        if (Thread.currentThread() == writer) {
            throw new IllegalStateException("the writing thread waits for nothing but the disk");
        }
        if (isStuck()) {
            throw new StoreException(new SQLTimeoutException("the disk of the database does not answer"));
        }
        waiting.add(write);
        if (closed) {
            write.refuse(new SQLException("the database is closed"));
        }
        try {
            return write.result(patienceNanos);
        } catch (ExecutionException e) {
            throw new StoreException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new StoreException(new SQLTimeoutException("the database did not write in time"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e);
        }
    }

    /** Whether the group that is being written takes longer than any caller waits. */
    private boolean isStuck() {
        var since = busySince;
        return since != 0 && System.nanoTime() - since > patienceNanos;
    }

    private void run() {
        var group = new ArrayList<PendingWrite<?>>();
        while (!closed || !waiting.isEmpty()) {
            try {
                group.add(waiting.take());
                waiting.drainTo(group, MOST - 1);
                busySince = System.nanoTime() | 1;
                write(group.stream().filter(PendingWrite::take).toList());
                keeper.afterwards(connection);
            } catch (InterruptedException e) {
                continue; // closing: what waits is done, then it ends
            } catch (RuntimeException | Error e) { // whatever it is, the thread goes on and no caller waits for ever
                group.forEach(write -> write.refuse(e));
                Log.errorf(e, "a group of changes could not be written");
            } finally {
                busySince = 0;
                group.clear();
            }
        }
        discard();
    }

    private void write(List<PendingWrite<?>> group) {
        var together = group.stream().filter(PendingWrite::inTransaction).toList();
        if (!together.isEmpty()) {
            var failed = attempt(together);
            if (failed != null && together.size() == 1) {
                together.getFirst().refuse(failed);
            } else if (failed != null) {
                writeEach(together, failed);
            }
        }
        group.stream().filter(write -> !write.inTransaction()).forEach(this::writeAlone);
    }

    /** The group was undone as a whole: one of it that cannot be written must not take the others with it. */
    private void writeEach(List<PendingWrite<?>> group, Throwable first) {
        var failure = first;
        int failures = 0;
        for (var write : group) {
            var failed = failures < ENOUGH ? attempt(List.of(write)) : failure;
            failures = failed == null ? 0 : failures + 1;
            if (failed != null) {
                failure = failed;
                write.refuse(failed);
            }
        }
    }

    /** Writes a group in one transaction; what prevented it, after which nothing of it is there. */
    private @Nullable Throwable attempt(List<PendingWrite<?>> group) {
        var begun = false;
        try {
            var on = checked();
            Sql.change(on, "begin immediate");
            begun = true;
            var told = group.size() == 1 ? only(group.getFirst(), on) : each(group, on);
            Sql.change(on, "commit");
            keep(group, told, on);
            return null;
        } catch (PendingWrite.Refused e) {
            if (!isUndone()) {
                discard();
            }
            return e.getCause();
        } catch (SQLException | RuntimeException | Error e) {
            if (!begun || !isUndone()) {
                discard();
            }
            overwrite();
            return e;
        }
    }

    /** A group is committed once: if it cannot be kept, it is refused as a whole and not tried again. */
    private void keep(List<PendingWrite<?>> group, List<Runnable> told, Connection on) {
        try {
            if (!keeper.committed(on)) {
                discard();
            }
            told.forEach(Runnable::run);
        } catch (SQLException | RuntimeException | Error e) {
            discard();
            group.forEach(write -> write.refuse(e));
        }
    }

    /** The only change of its transaction needs no savepoint: if it fails, the transaction is undone. */
    private List<Runnable> only(PendingWrite<?> write, Connection on) throws PendingWrite.Refused {
        try {
            return List.of(write.alone(on, faultHook));
        } catch (SQLException | RuntimeException | Error e) {
            throw new PendingWrite.Refused(e);
        }
    }

    private List<Runnable> each(List<PendingWrite<?>> group, Connection on) throws SQLException {
        var told = new ArrayList<Runnable>();
        for (var write : group) {
            told.add(write.on(on, faultHook));
        }
        return told;
    }

    /**
     * A commit that was written but could not be synchronized may be found by a restart. A small one in its place takes no
     * more room on the disk.
     */
    private void overwrite() {
        try {
            if (connection != null) {
                SqliteDatabase.touch(connection);
            }
        } catch (SQLException e) {
            Log.debugf("after a failed commit the database cannot be written: %s", e.getMessage());
        }
    }

    /** Whether the transaction is over: SQLite ends it by itself after some errors. */
    private boolean isUndone() {
        if (connection == null) {
            return false;
        }
        try {
            Sql.change(connection, "rollback");
            return true;
        } catch (SQLException e) {
            return String.valueOf(e.getMessage()).contains("no transaction is active");
        }
    }

    private void writeAlone(PendingWrite<?> write) {
        try {
            write.alone(connection());
        } catch (SQLException | RuntimeException | Error e) {
            write.refuse(e);
        } finally {
            discard(); // it may have been closed
        }
    }

    private Connection checked() throws SQLException {
        if (!keeper.beforehand(connection())) {
            discard();
        }
        return connection();
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = opening.open();
        }
        return connection;
    }

    /** The next group gets a new connection. On the writing thread. */
    void discard() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                Log.debugf(e, "a connection could not be closed");
            }
            connection = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(Duration.ofNanos(patienceNanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(write -> write.refuse(new SQLException("the database is closed")));
    }
}
