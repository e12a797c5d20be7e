package dev.kintsugi.store.sql;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The schema of a database, in steps. A step that was released is never changed: another one follows it. The files are
 * named as Flyway names them.
 *
 * @param folder of the steps among the resources
 * @param steps their names, of which the first leads to version 1
 * @param version the place in the database of the number of its last step
 */
public record Migrations(String folder, List<String> steps, SchemaVersion version) {

    private static final List<String> STEPS = List.of(
            "V1__jobs.sql", "V2__checkpoints.sql", "V3__instances_artifacts_previews.sql", "V4__document_versions.sql");

    public static final Migrations SQLITE = new Migrations("db/sqlite", STEPS, new SchemaVersion.OfSqlite());
    public static final Migrations POSTGRESQL = new Migrations(
            "db/postgresql",
            Stream.concat(STEPS.stream(), Stream.of("V5__api_keys.sql")).toList(),
            new SchemaVersion.OfPostgresql());

    /** A newer program has changed the schema. */
    public static final class Newer extends SQLException {
        private static final long serialVersionUID = 1;

        private Newer(int found, int known) {
            super("a newer version has written it: its schema has version " + found + ", this version knows " + known);
        }
    }

    /**
     * Does what is missing, all of it or nothing, and commits.
     *
     * @throws Newer if a newer program was here
     */
    public void apply(Connection connection) throws SQLException {
        var done = version.read(connection);
        if (done > steps.size()) {
            throw new Newer(done, steps.size());
        }
        try (var statement = connection.createStatement()) {
            for (var step : steps.subList(done, steps.size())) {
                for (var sql : read(step).split(";\\s*\n")) {
                    statement.execute(sql);
                }
            }
        }
        if (done < steps.size()) {
            version.write(connection, steps.size());
        }
        connection.commit();
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
