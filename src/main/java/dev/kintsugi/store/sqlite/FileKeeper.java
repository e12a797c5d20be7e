package dev.kintsugi.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Checks the file on the writing thread, so that nothing is written meanwhile. */
interface FileKeeper {

    /**
     * A group is written next.
     *
     * @return whether the connection is one to files that are as they were left; if not, another one is opened
     * @throws SQLException if they are not, and cannot be put right
     */
    boolean beforehand(Connection connection) throws SQLException;

    /**
     * Something was committed, and its callers get their results next.
     *
     * @return whether the connection is still one to the right file; if not, another one is opened
     * @throws SQLException if what was committed cannot be kept
     */
    boolean committed(Connection connection) throws SQLException;

    /** A group is done. Throws nothing. */
    void afterwards(@Nullable Connection connection);
}
