package dev.kintsugi.store.sql;

import java.time.Duration;
import java.util.Optional;

/** Runs statements. Calls block. */
public interface Database extends AutoCloseable {

    /** How it is asked. */
    Dialect dialect();

    /** How far the clock that leases are kept by is ahead of the one here. */
    Duration ahead();

    /**
     * Changes something in a transaction; when it returns, that survives the end of the process.
     *
     * @throws StoreException if it was not done
     */
    <T> T write(Transaction<T> transaction);

    /** The same for work that is one statement, which needs no transaction. */
    default <T> T writeAtOnce(Transaction<T> statement) {
        return write(statement);
    }

    /** Reads something; not in a transaction. */
    <T> T read(Transaction<T> transaction);

    /** Writes something small, to see whether that can be. */
    void check();

    /** What is lost of what was written, in a sentence; nothing if all is there. Never blocks. */
    default Optional<String> loss() {
        return Optional.empty();
    }

    @Override
    void close();
}
