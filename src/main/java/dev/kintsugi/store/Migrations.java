package dev.kintsugi.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The schema of a database, in steps. A step that was released is never changed: another one follows it. The files are
 * named as Flyway names them; the version that a file of SQLite has is kept in its head ({@code PRAGMA user_version}), so
 * a start that finds nothing to do costs one read.
 *
 * @param folder of the steps among the resources
 * @param steps their names, of which the first leads to version 1
 */
record Migrations(String folder, List<String> steps) {

    static final Migrations SQLITE = new Migrations("db/sqlite", List.of("V1__jobs.sql"));

    /**
     * Does what is missing, all of it or nothing.
     *
     * @throws SQLException also where the file was written by a newer version
     */
    void apply(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            int version;
            try (var row = statement.executeQuery("pragma user_version")) {
                version = row.getInt(1);
            }
            if (version > steps.size()) {
                throw new SQLException("the schema has version " + version + ", this program knows " + steps.size());
            }
            for (var step : steps.subList(version, steps.size())) {
                for (var sql : read(step).split(";\\s*\n")) {
                    statement.execute(sql);
                }
            }
            statement.execute("pragma user_version = " + steps.size());
            // No other process has the file: whoever ran these jobs has ended.
            statement.execute("update job set lease_until = 0, owner = '' where ended is null");
            connection.commit();
        }
    }

    private String read(String step) throws SQLException {
        var path = "/" + folder + "/" + step;
        try (var resource = Migrations.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new FileNotFoundException(path);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SQLException("a step of the schema cannot be read", e);
        }
    }
}
