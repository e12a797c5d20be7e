package dev.kintsugi.store;

import io.vertx.core.Context;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A database that is opened when it is needed first, so that a start does not wait for it. */
final class LateDatabase implements Database {

    private final Dialect dialect;
    private final Supplier<Database> opening;
    private final Closeable claim;
    private @Nullable Database opened;
    private boolean closed;

    /** @param claim what is closed where it was never opened */
    LateDatabase(Dialect dialect, Supplier<Database> opening, Closeable claim) {
        this.dialect = dialect;
        this.opening = opening;
        this.claim = claim;
    }

    /**
     * Itself, open.
     *
     * @throws StoreException where it cannot be opened
     */
    synchronized Database now() {
        assert !Context.isOnEventLoopThread() : "a database blocks, and nothing may block an event loop";
        if (closed) {
            throw new StoreException(new SQLException("the database is closed"));
        }
        if (opened == null) {
            opened = opening.get();
        }
        return opened;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Duration ahead() {
        return now().ahead();
    }

    @Override
    public <T> T write(Work<T> work) {
        return now().write(work);
    }

    @Override
    public <T> T writeAtOnce(Work<T> statement) {
        return now().writeAtOnce(statement);
    }

    @Override
    public <T> T read(Work<T> work) {
        return now().read(work);
    }

    @Override
    public void check() {
        now().check();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (opened != null) {
            opened.close();
            return;
        }
        try {
            claim.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
