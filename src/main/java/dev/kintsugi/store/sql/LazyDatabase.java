package dev.kintsugi.store.sql;

import io.quarkus.logging.Log;
import io.vertx.core.Context;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database that is opened when it is needed first, so that a start does not wait for it, and once more after it did not
 * answer. One thread opens it; callers wait for that for a limited time. After a failure they hardly wait at
 * all until it is open, so a server that accepts connections and never answers costs each call a moment, not a thread.
 */
public final class LazyDatabase implements Database {

    /** How long a caller waits for a file. */
    public static final Duration PATIENT = Duration.ofSeconds(30);

    /** How long a caller waits once opening has failed. */
    private static final Duration BRIEF = Duration.ofMillis(500);

    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** What can be read of a database that cannot be opened. */
    public interface Unopened {

        /** Nothing. */
        Unopened NOTHING = new Unopened() {
            @Override
            public <T> T read(Transaction<T> transaction, StoreException thrown) {
                throw thrown;
            }
        };

        /**
         * Reads something.
         *
         * @param thrown when it was opened; thrown again if it cannot be read either
         */
        <T> T read(Transaction<T> transaction, StoreException thrown);
    }

    /** One attempt to open it, begun at a time of {@link System#nanoTime()}. */
    private record Opening(CompletableFuture<Database> result, long begun, Duration patience) {

        boolean isOver(long now) {
            return result.isCompletedExceptionally() && now - begun > PAUSE_NANOS;
        }
    }

    private final Dialect dialect;
    private final Supplier<Database> open;
    private final Unopened unopened;
    private final Closeable claim;
    private final Duration patience;
    private @Nullable Opening opening;
    private boolean closed;

    /** One of which nothing can be read before it is open. */
    public LazyDatabase(Dialect dialect, Supplier<Database> open, Closeable claim, Duration patience) {
        this(dialect, open, Unopened.NOTHING, claim, patience);
    }

    /**
     * @param unopened is read if it cannot be opened
     * @param claim what is closed with it
     * @param patience how long callers wait until it is open
     */
    public LazyDatabase(
            Dialect dialect, Supplier<Database> open, Unopened unopened, Closeable claim, Duration patience) {
        this.dialect = dialect;
        this.open = open;
        this.unopened = unopened;
        this.claim = claim;
        this.patience = patience;
    }

    /**
     * Itself, open.
     *
     * @throws StoreException if it cannot be opened, or not in time
     */
    public Database now() {
        assert !Context.isOnEventLoopThread() : "a database blocks, and nothing may block an event loop";
        var awaited = opening();
        var left = awaited.patience().toNanos() - (System.nanoTime() - awaited.begun());
        try {
            return awaited.result().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() instanceof StoreException known ? known.getCause() : e.getCause();
            throw new StoreException(cause == null ? e : cause);
        } catch (TimeoutException e) {
            throw new StoreException(new SQLTimeoutException("the database does not answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e);
        }
    }

    /** The attempt that is under way, or one that begins now. */
    private synchronized Opening opening() {
        if (closed) {
            throw new StoreException(new SQLException("the database is closed"));
        }
        if (opening == null || opening.isOver(System.nanoTime())) {
            opening = new Opening(new CompletableFuture<>(), System.nanoTime(), opening == null ? patience : BRIEF);
            var result = opening.result();
            try {
                Thread.ofPlatform().daemon().name("store-opener").start(() -> openFor(result));
            } catch (OutOfMemoryError e) { // there is no thread for it now
                result.completeExceptionally(e);
            }
        }
        return opening;
    }

    private void openFor(CompletableFuture<Database> result) {
        try {
            var database = open.get();
            if (isClosed()) {
                database.close();
                result.completeExceptionally(new StoreException(new SQLException("the database is closed")));
            } else {
                result.complete(database);
            }
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private <T> T on(Function<Database, T> call) {
        var database = now();
        try {
            return call.apply(database);
        } catch (StoreException e) {
            if (isSilent(e)) {
                lost(database, e);
            }
            throw e;
        }
    }

    private static boolean isSilent(Throwable thrown) {
        var cause = thrown;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** All who wait on its connections are let go with it. */
    private void lost(Database database, StoreException thrown) {
        synchronized (this) {
            if (closed || opening == null || opening.result().getNow(null) != database) {
                return;
            }
            opening = new Opening(CompletableFuture.failedFuture(thrown), System.nanoTime(), BRIEF);
        }
        Log.warnf("the database does not answer: it is opened anew when it does (%s)", thrown.getMessage());
        Thread.ofPlatform().daemon().name("store-closer").start(database::close);
    }

    private Optional<Database> opened() {
        Opening known;
        synchronized (this) {
            known = opening;
        }
        return known == null || known.result().isCompletedExceptionally()
                ? Optional.empty()
                : Optional.ofNullable(known.result().getNow(null));
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Duration ahead() {
        return on(Database::ahead);
    }

    @Override
    public <T> T write(Transaction<T> transaction) {
        return on(database -> database.write(transaction));
    }

    @Override
    public <T> T writeAtOnce(Transaction<T> statement) {
        return on(database -> database.writeAtOnce(statement));
    }

    @Override
    public <T> T read(Transaction<T> transaction) {
        try {
            now();
        } catch (StoreException e) {
            return unopened.read(transaction, e);
        }
        return on(database -> database.read(transaction));
    }

    @Override
    public void check() {
        on(database -> {
            database.check();
            return database;
        });
    }

    @Override
    public Optional<String> loss() {
        return opened().flatMap(Database::loss);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            opened().ifPresent(Database::close);
            claim.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
