package dev.kintsugi.store.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Something that is done with a database, as a whole or not at all. */
@FunctionalInterface
public interface Transaction<T> {

    T on(Connection connection) throws SQLException;
}
