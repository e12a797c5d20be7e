package dev.kintsugi.store.sqlite;

import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One change, and the caller that waits for it. It is either taken by the writing thread or taken back by its caller, never
 * both: what a caller was refused before it was begun is not written later.
 */
final class PendingWrite<T> {

    /** A change was not done; nothing was committed. */
    static final class Refused extends Exception {
        static final long serialVersionUID = 1;

        Refused(Throwable cause) {
            super(cause);
        }
    }

    private final Transaction<T> transaction;
    private final boolean inTransaction;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();

    PendingWrite(Transaction<T> transaction, boolean inTransaction) {
        this.transaction = transaction;
        this.inTransaction = inTransaction;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    /** False if its caller has taken it back. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /**
     * Waits for the end.
     *
     * @throws TimeoutException if it was taken back, or the disk does not answer: then it may be written all the same
     */
    T result(long patienceNanos) throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return done.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (take()) {
                throw e;
            }
            return done.get(patienceNanos, TimeUnit.NANOSECONDS);
        }
    }

    void refuse(Throwable why) {
        done.completeExceptionally(why);
    }

    /**
     * Does it within the transaction of its group.
     *
     * @return the callback for when that is committed
     * @throws SQLException if the transaction is lost with it
     */
    Runnable on(Connection connection, StoreFaultHook faultHook) throws SQLException {
        Sql.change(connection, "savepoint change");
        try {
            faultHook.pass(connection);
            var result = transaction.on(connection);
            Sql.change(connection, "release change");
            return () -> done.complete(result);
        } catch (SQLException | RuntimeException | Error e) {
            undo(connection, e);
            return () -> refuse(e);
        }
    }

    private static void undo(Connection connection, Throwable cause) throws SQLException {
        try {
            Sql.change(connection, "rollback to change");
            Sql.change(connection, "release change");
        } catch (SQLException e) { // SQLite ended the whole transaction, as it may when the disk is full
            cause.addSuppressed(e);
            throw cause instanceof SQLException why ? why : new SQLException(cause);
        }
    }

    /**
     * Does it as the only change of its transaction.
     *
     * @return the callback for when that is committed
     */
    Runnable alone(Connection connection, StoreFaultHook faultHook) throws SQLException {
        faultHook.pass(connection);
        var result = transaction.on(connection);
        return () -> done.complete(result);
    }

    /** Does it outside a transaction. */
    void alone(Connection connection) throws SQLException {
        done.complete(transaction.on(connection));
    }
}
