package dev.kintsugi.job.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is passed before a change is written to a database. Faults of stores that are injected happen here; a service
 * without any has the one that is {@link #OPEN}.
 */
@FunctionalInterface
public interface StoreFaultHook {

    /** Lets everything pass. */
    StoreFaultHook OPEN = _ -> {};

    /**
     * Returns if the change may be written.
     *
     * @param connection in the transaction of the change, or without one if the change is a single statement; what is done
     *     to it before something is thrown is undone by the rollback of its transaction
     */
    void pass(Connection connection) throws SQLException;
}
