package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.failure.FailureType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;

/** SQLite files that are busy, full, damaged or not there, and statements that break a rule. */
final class SqliteFaults extends Boundary {

    private final Path folder;

    SqliteFaults(Path folder) throws Exception {
        super("sqlite");
        this.folder = folder;
        try (var made = open("jobs.db")) {
            run(made, "create table job (id integer primary key, name text not null unique, n int check (n > 0))");
            run(made, "create table part (job integer not null references job (id))");
            run(made, "insert into job values (1, 'a', 1)");
            run(made, "create table many (t text)");
        }
        rules();
        access();
        files();
    }

    private void rules() {
        statement("key twice", CONCURRENT_ACCESS_ERROR, "insert into job values (1, 'b', 1)");
        statement("unique value twice", CONCURRENT_ACCESS_ERROR, "insert into job values (2, 'a', 1)");
        statement("value missing", DATA_INTEGRITY_ERROR, "insert into job values (2, null, 1)");
        statement("check broken", DATA_INTEGRITY_ERROR, "insert into job values (2, 'b', 0)");
        statement("reference to nothing", DATA_INTEGRITY_ERROR, "insert into part values (7)");
        statement("table missing", DEPENDENCY_MISSING, "select * from missing");
        statement("column missing", DEPENDENCY_MISSING, "select missing from job");
        statement("statement that is none", INTERNAL_ERROR, "selekt 1");
        statement("value larger than allowed", INTERNAL_ERROR, "select zeroblob(2000000000)");
    }

    private void access() {
        fault("busy", CONCURRENT_ACCESS_ERROR, () -> {
            try (var first = open("jobs.db");
                    var second = open("jobs.db")) {
                run(first, "begin immediate");
                run(second, "begin immediate");
            }
        });
        fault("read only", STATE_SAVE_FAILED, () -> {
            try (var connection = open("jobs.db?mode=ro")) {
                run(connection, "insert into job values (3, 'c', 1)");
            }
        });
        fault("no more pages", STORAGE_SPACE_INSUFFICIENT, () -> {
            try (var connection = open("jobs.db")) {
                run(connection, "pragma max_page_count = 1");
                for (var i = 0; i < 1000; i++) {
                    run(connection, "insert into many values (hex(randomblob(1000)))");
                }
            }
        });
        fault("driver missing", DEPENDENCY_MISSING, () -> DriverManager.getConnection("jdbc:nothing:x"));
    }

    private void files() throws Exception {
        fault("folder missing", STATE_LOAD_FAILED, () -> open("nowhere/jobs.db"));
        fault(
                "folder missing, by its path",
                STATE_LOAD_FAILED,
                () -> DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("nowhere/jobs.db")));
        Files.createDirectory(folder.resolve("d"));
        fault("folder instead of a file", STATE_LOAD_FAILED, () -> open("d"));
        Files.writeString(folder.resolve("text.db"), "this is no database, but it is long enough ".repeat(100));
        fault("text instead of a file", DATA_INTEGRITY_ERROR, () -> query("text.db"));
        fault("damaged in the middle", DATA_INTEGRITY_ERROR, () -> {
            var bytes = Files.readAllBytes(folder.resolve("jobs.db"));
            Arrays.fill(bytes, 100, bytes.length, (byte) 7);
            Files.write(folder.resolve("damaged.db"), bytes);
            query("damaged.db");
        });
        var mount = folder.resolve("small");
        own(Machine.mounted(mount, "size=64k"));
        faultWhere(Machine.isMounted(mount), "disk full", STORAGE_SPACE_INSUFFICIENT, () -> {
            try (var connection = open("small/jobs.db")) {
                run(connection, "create table many (t text)");
                for (var i = 0; i < 1000; i++) {
                    run(connection, "insert into many values (hex(randomblob(1000)))");
                }
            }
        });
    }

    private void statement(String id, FailureType expected, String sql) {
        fault(id, expected, () -> {
            try (var connection = open("jobs.db")) {
                run(connection, sql);
            }
        });
    }

    private void query(String file) throws SQLException {
        try (var connection = open(file)) {
            run(connection, "select * from job");
        }
    }

    private Connection open(String file) throws SQLException {
        var separator = file.contains("?") ? "&" : "?";
        return DriverManager.getConnection(
                "jdbc:sqlite:file:" + folder.resolve(file) + separator + "busy_timeout=0&foreign_keys=true");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
