package dev.kintsugi.store;

import dev.kintsugi.job.StoreGate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One thread and one connection that write. Changes that arrive while others are being committed are committed together
 * afterwards: each fails for itself, but all wait for one commit.
 */
final class GroupCommit implements AutoCloseable {

    private static final int MOST = 256;

    /** One change and who waits for it. */
    private record Change<T>(Work<T> work, CompletableFuture<T> done) {

        /** Does it within the transaction of its group; what is to be told when that is committed. */
        Runnable on(Connection connection, StoreGate gate) throws SQLException {
            var before = connection.setSavepoint();
            try {
                gate.pass(connection);
                var result = work.on(connection);
                connection.releaseSavepoint(before);
                return () -> done.complete(result);
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback(before);
                return () -> done.completeExceptionally(e);
            }
        }
    }

    private final Connection connection;
    private final StoreGate gate;
    private final BlockingQueue<Change<?>> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closed;

    GroupCommit(Connection connection, StoreGate gate) {
        this.connection = connection;
        this.gate = gate;
        this.writer = Thread.ofPlatform().daemon().name("store-writer").start(this::run);
    }

    /** How many changes wait for the next group. */
    int waiting() {
        return waiting.size();
    }

    <T> T write(Work<T> work) {
        var change = new Change<T>(work, new CompletableFuture<>());
        waiting.add(change);
        if (closed) {
            change.done().completeExceptionally(new SQLException("the database is closed"));
        }
        try {
            return change.done().join();
        } catch (CompletionException e) {
            throw new StoreException(e.getCause() == null ? e : e.getCause());
        }
    }

    private void run() {
        var group = new ArrayList<Change<?>>();
        while (!closed || !waiting.isEmpty()) {
            try {
                group.add(waiting.take());
                waiting.drainTo(group, MOST - 1);
                commit(group);
            } catch (InterruptedException e) {
                continue; // closing: what waits is done, then it ends
            } finally {
                group.clear();
            }
        }
    }

    private void commit(List<Change<?>> group) {
        try {
            var told = new ArrayList<Runnable>();
            for (var change : group) {
                told.add(change.on(connection, gate));
            }
            connection.commit();
            told.forEach(Runnable::run);
        } catch (SQLException | RuntimeException | Error e) { // whatever it is, nobody may wait for ever
            undo(e);
            group.forEach(change -> change.done().completeExceptionally(e));
        }
    }

    private void undo(Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(change -> change.done().completeExceptionally(new SQLException("the database is closed")));
        connection.close();
    }
}
