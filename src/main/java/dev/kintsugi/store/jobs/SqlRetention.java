package dev.kintsugi.store.jobs;

import dev.kintsugi.job.store.Retention;
import dev.kintsugi.store.sql.Dialect;
import dev.kintsugi.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Forgets jobs beyond the limits. Processes that do it at the same time forget each job once. */
final class SqlRetention {

    private SqlRetention() {}

    /** Forgets jobs of these numbers; what they had is {@link #unused} from then on, if no other job has it. */
    static void forget(Connection connection, Dialect dialect, List<Long> jobs) throws SQLException {
        for (var number : jobs) {
            var mine = Sql.query(
                    connection,
                    dialect.lockingFree("select number from job where number = ?"),
                    row -> row.getLong(1),
                    number);
            if (mine.isEmpty()) {
                continue;
            }
            Sql.change(
                    connection,
                    "insert into unused_artifact select digest from job_artifact where job = ? on conflict do nothing",
                    number);
            for (var table : List.of(
                    "job_artifact where job",
                    "checkpoint where job",
                    "preview where job",
                    "event where job",
                    "job where number")) {
                Sql.change(connection, "delete from " + table + " = ?", number);
            }
        }
    }

    /** The numbers of the jobs that are too many, too large or too old. */
    static List<Long> beyond(Connection connection, Retention limits, Instant now) throws SQLException {
        return Sql.query(
                connection,
                "select number from (select number, ended, row_number() over newest as place, sum(bytes) over newest as"
                        + " total from job where ended is not null and " + JobRow.KNOWN
                        + " window newest as (order by ended desc, number desc))"
                        + " as aged where place > 1 and (place > ? or total > ? or ended < ?)",
                row -> row.getLong(1),
                limits.jobs(),
                limits.bytes(),
                Sql.micros(now.minus(limits.age())));
    }

    /** What belonged to jobs that were forgotten and belongs to no other, until its deletion is confirmed. */
    static List<String> unused(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                "select digest from unused_artifact as unused where not exists"
                        + " (select 1 from job_artifact where digest = unused.digest) order by digest",
                row -> row.getString(1));
    }
}
