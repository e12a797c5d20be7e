package dev.kintsugi.faults.injector;

import dev.kintsugi.faults.fault.Boundary;
import dev.kintsugi.faults.fault.FaultKind;
import dev.kintsugi.faults.fault.Faults;
import dev.kintsugi.faults.fault.InjectionPoint;
import dev.kintsugi.job.store.StoreFaultHook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;

/**
 * Has a database refuse a change for a real reason: SQLite by max_page_count and query_only (sqlite.org/pragma.html),
 * PostgreSQL in a transaction that is read-only; the disk of a server cannot be filled from here.
 */
@ApplicationScoped
@Typed(StoreFaults.class)
class StoreFaults implements StoreFaultHook {

    private final Faults faults;

    StoreFaults(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void pass(Connection connection) throws SQLException {
        for (var fault : faults.at(EnumSet.of(Boundary.STORE))) {
            if (faults.hits(fault, InjectionPoint.storing())) {
                try (var statement = connection.createStatement()) {
                    if (isSqlite(connection)) {
                        refuse(fault.kind(), statement);
                    } else if (fault.kind() == FaultKind.READ_ONLY) {
                        forbid(connection, statement);
                    }
                }
            }
        }
    }

    private static boolean isSqlite(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("SQLite");
    }

    private static void forbid(Connection connection, Statement statement) throws SQLException {
        var atOnce = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            statement.execute("set transaction read only");
            statement.execute("create table fault (content text)");
        } finally {
            if (atOnce) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void refuse(FaultKind kind, Statement statement) throws SQLException {
        switch (kind) {
            case NO_ROOM -> fill(statement);
            case READ_ONLY -> {
                statement.execute("pragma query_only = 1");
                try {
                    statement.execute("create table fault (content blob)");
                } finally {
                    statement.execute("pragma query_only = 0");
                }
            }
            default -> throw new IllegalStateException(kind + " is no fault of a store");
        }
    }

    private static void fill(Statement statement) throws SQLException {
        var most = number(statement, "max_page_count");
        var room = (number(statement, "freelist_count") + 2) * number(statement, "page_size");
        statement.execute("pragma max_page_count = " + number(statement, "page_count"));
        try {
            statement.execute("create table fault (content blob)");
            statement.execute("insert into fault values (zeroblob(" + room + "))");
        } finally {
            statement.execute("pragma max_page_count = " + most);
        }
    }

    private static long number(Statement statement, String pragma) throws SQLException {
        try (var row = statement.executeQuery("pragma " + pragma)) {
            return row.getLong(1);
        }
    }
}
