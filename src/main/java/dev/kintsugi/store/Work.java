package dev.kintsugi.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Something that is done with a database, as a whole or not at all. */
@FunctionalInterface
interface Work<T> {

    T on(Connection connection) throws SQLException;
}
