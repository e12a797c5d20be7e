package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.failure.FailureType;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A real PostgreSQL server that is out of reach, refuses, ends, waits or holds to its rules. */
final class PostgresFaults extends Boundary {

    private static final boolean POSSIBLE =
            Machine.LINUX && System.getProperty("os.arch").equals("amd64");

    private final EmbeddedPostgres server;

    PostgresFaults(Path folder) throws IOException, SQLException {
        super("postgresql");
        server = POSSIBLE
                ? own(EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "8")
                        .start())
                : null;
        if (POSSIBLE) {
            try (var made = open()) {
                run(made, "create table job (id int primary key, name varchar(5) not null, n int check (n > 0))");
                run(made, "create table part (job int not null references job (id))");
                run(made, "insert into job values (1, 'a', 1), (2, 'b', 1)");
                run(made, "create role guest login");
            }
        }
        rules();
        connections();
        waiting();
    }

    private void rules() {
        statement("key twice", CONCURRENT_ACCESS_ERROR, "insert into job values (1, 'b', 1)");
        statement("value missing", DATA_INTEGRITY_ERROR, "insert into job values (3, null, 1)");
        statement("check broken", DATA_INTEGRITY_ERROR, "insert into job values (3, 'c', 0)");
        statement("reference to nothing", DATA_INTEGRITY_ERROR, "insert into part values (7)");
        statement("table missing", DEPENDENCY_MISSING, "select * from nothing");
        statement("column missing", DEPENDENCY_MISSING, "select nothing from job");
        statement("function missing", DEPENDENCY_MISSING, "select nothing(1)");
        statement("not allowed", DEPENDENCY_MISSING, "set role guest; delete from job");
        statement("statement that is none", INTERNAL_ERROR, "selekt 1");
        statement("division by zero", INTERNAL_ERROR, "select 1 / 0");
        statement("text too long", INTERNAL_ERROR, "insert into job values (3, 'longer', 1)");
        statement("number that is none", INTERNAL_ERROR, "select 'many'::int");
        statement("read only", STATE_SAVE_FAILED, "set transaction read only; delete from part");
        statement("longer than allowed", STATE_SAVE_FAILED, "set statement_timeout = 20; select pg_sleep(5)");
        statement("ended by an operator", STATE_SAVE_FAILED, "select pg_terminate_backend(pg_backend_pid())");
    }

    private void connections() throws IOException {
        int refusing;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusing = closed.getLocalPort();
        }
        fault(
                "refused",
                STATE_SAVE_FAILED,
                () -> DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + refusing + "/postgres", "postgres", ""));
        fault(
                "host unknown",
                STATE_SAVE_FAILED,
                () -> DriverManager.getConnection("jdbc:postgresql://no-such-host.invalid/postgres", "postgres", ""));
        var mute = own(new RawServer(connection -> connection.getInputStream().read()));
        fault(
                "cut while connecting",
                STATE_SAVE_FAILED,
                () -> DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + mute.port() + "/postgres?sslmode=disable", "postgres", ""));
        possible(
                "database missing",
                DEPENDENCY_MISSING,
                () -> DriverManager.getConnection(server.getJdbcUrl("postgres", "nothing")));
        possible(
                "user unknown",
                DEPENDENCY_MISSING,
                () -> DriverManager.getConnection(server.getJdbcUrl("nobody", "postgres")));
        possible("too many connections", SYSTEM_RESOURCE_ERROR, () -> {
            var open = new ArrayList<Connection>();
            try {
                for (var i = 0; i < 20; i++) {
                    open.add(open());
                }
            } finally {
                for (var connection : open) {
                    connection.close();
                }
            }
        });
    }

    private void waiting() {
        possible("after another error", INTERNAL_ERROR, () -> {
            try (var connection = begun()) {
                try {
                    run(connection, "select 1 / 0");
                } catch (SQLException e) {
                    run(connection, "select 1");
                }
            }
        });
        possible("row locked by another", CONCURRENT_ACCESS_ERROR, () -> {
            try (var first = begun();
                    var second = begun()) {
                run(first, "select * from job where id = 1 for update");
                run(second, "select * from job where id = 1 for update nowait");
            }
        });
        possible("changed by another", CONCURRENT_ACCESS_ERROR, () -> {
            try (var first = begun();
                    var second = begun()) {
                run(first, "set transaction isolation level serializable");
                run(first, "select * from job");
                run(second, "update job set n = n + 1 where id = 1");
                second.commit();
                run(first, "update job set n = n + 1 where id = 1");
            }
        });
        possible("each waits for the other", CONCURRENT_ACCESS_ERROR, () -> {
            try (var first = begun();
                    var second = begun()) {
                run(first, "set local deadlock_timeout = 20");
                run(second, "set local deadlock_timeout = 2000");
                run(first, "update job set n = 5 where id = 1");
                run(second, "update job set n = 5 where id = 2");
                var other = CompletableFuture.runAsync(() -> update(second, "update job set n = 6 where id = 1"));
                run(first, "update job set n = 6 where id = 2");
                other.join();
            }
        });
    }

    private void statement(String id, FailureType expected, String... statements) {
        possible(id, expected, () -> {
            try (var connection = open()) {
                run(connection, "select 1");
                for (var sql : statements) {
                    run(connection, sql);
                }
            }
        });
    }

    private void possible(String id, FailureType expected, Fault fault) {
        faultWhere(POSSIBLE, id, expected, fault);
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
    }

    private Connection begun() throws SQLException {
        var connection = open();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void update(Connection connection, String sql) {
        try {
            run(connection, sql);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
