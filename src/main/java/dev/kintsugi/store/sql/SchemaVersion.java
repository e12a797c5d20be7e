package dev.kintsugi.store.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** The place in a database of its schema's version. */
sealed interface SchemaVersion {

    /** The version, 0 for an empty database. The schema is locked until the transaction ends. */
    int read(Connection connection) throws SQLException;

    void write(Connection connection, int version) throws SQLException;

    /** In the head of a file of SQLite ({@code PRAGMA user_version}), so a start that finds nothing to do costs one read. */
    record OfSqlite() implements SchemaVersion {

        @Override
        public int read(Connection connection) throws SQLException {
            return Sql.query(connection, "pragma user_version", row -> row.getInt(1))
                    .getFirst();
        }

        @Override
        public void write(Connection connection, int version) throws SQLException {
            Sql.change(connection, "pragma user_version = " + version);
        }
    }

    /** In a table. Of instances that start at the same time one changes the schema, and the others wait for it. */
    record OfPostgresql() implements SchemaVersion {

        private static final long LOCK = 0x6b696e7473756769L; // "kintsugi"

        @Override
        public int read(Connection connection) throws SQLException {
            Sql.query(connection, "select pg_advisory_xact_lock(?)", _ -> true, LOCK);
            if (Sql.query(connection, "select 1 where to_regclass('schema_version') is null", _ -> true)
                    .contains(true)) { // a user without the right to create tables can use existing ones
                Sql.change(connection, "create table schema_version (version integer not null)");
            }
            return Sql.query(connection, "select coalesce(max(version), 0) from schema_version", row -> row.getInt(1))
                    .getFirst();
        }

        @Override
        public void write(Connection connection, int version) throws SQLException {
            Sql.change(connection, "delete from schema_version");
            Sql.change(connection, "insert into schema_version values (?)", version);
        }
    }
}
