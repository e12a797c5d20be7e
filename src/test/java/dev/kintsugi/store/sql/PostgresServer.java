package dev.kintsugi.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server of PostgreSQL, one for all tests of this process; each has a database of its own. */
public final class PostgresServer {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static EmbeddedPostgres server;

    private PostgresServer() {}

    /** The address of an empty database. */
    public static synchronized String database() throws IOException, SQLException {
        if (server == null) {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "60")
                    .start();
        }
        var name = "test" + DATABASES.incrementAndGet();
        execute(url("postgres"), "create database " + name);
        return url(name);
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    /** The settings of whoever uses a database. */
    public static StoreSettings.Postgresql settings(String url) {
        return settings(url, "postgres");
    }

    /** The settings of a role, whose password is its name. */
    public static StoreSettings.Postgresql settings(String url, String role) {
        return new StoreSettings.Postgresql() {
            @Override
            public String url() {
                return url;
            }

            @Override
            public Optional<String> username() {
                return Optional.of(role);
            }

            @Override
            public Optional<String> password() {
                return Optional.of(role);
            }

            @Override
            public int connections() {
                return 4;
            }
        };
    }

    /** Whether anybody may use a database; where not, those who do are sent away. */
    public static void open(String url, boolean open) throws SQLException {
        var name = url.substring(url.lastIndexOf('/') + 1);
        execute(url("postgres"), "alter database " + name + " with allow_connections " + open);
        if (!open) {
            execute(
                    url("postgres"),
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
        }
    }

    /** Stops the server as it is, or lets it go on: meanwhile it accepts connections and answers nothing. */
    public static void freeze(boolean frozen) throws IOException, InterruptedException, SQLException {
        if (frozen) {
            stopped = Files.readAllLines(dataFolder().resolve("postmaster.pid")).getFirst();
        }
        var signal = frozen ? "-STOP" : "-CONT";
        for (var processes : List.of(List.of(stopped), children(stopped))) {
            for (var process : processes) {
                new ProcessBuilder("kill", signal, process).start().waitFor();
            }
        }
    }

    private static String stopped = "";

    private static Path dataFolder() throws SQLException {
        try (var connection = java.sql.DriverManager.getConnection(url("postgres"), "postgres", "postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("show data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        }
    }

    private static List<String> children(String process) {
        return ProcessHandle.of(Long.parseLong(process)).stream()
                .flatMap(ProcessHandle::children)
                .map(child -> String.valueOf(child.pid()))
                .toList();
    }

    /** Does what nobody else would do to a database. */
    public static void execute(String url, String... statements) throws SQLException {
        try (var connection = java.sql.DriverManager.getConnection(url, "postgres", "postgres");
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
