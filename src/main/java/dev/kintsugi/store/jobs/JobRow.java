package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.store.sql.DamagedRecords;
import dev.kintsugi.store.sql.DocumentVersions;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A job as a row.
 *
 * @param number says how old it is among the others
 * @param owner who has it; empty for none
 * @param readable the job; nothing if its record is damaged
 */
record JobRow(long number, String id, String owner, Optional<Job> readable) {

    /** Of jobs that this program can read: those of a newer one are left to instances of its version, and left as they are. */
    static final String KNOWN = "version <= " + Documents.VERSION;

    /** What is selected of a row; what follows is the condition. */
    static final String COLUMNS = "select number, id, owner, attempt, accepted, status from job where ";

    /** The condition for jobs of some kinds, of which there is one at least. */
    static String of(Set<WorkKind> kinds) {
        return DocumentVersions.of(kinds).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "version in (", ")"));
    }

    /** @throws StoreException if its record is damaged, or was written by a newer version of this service */
    Job job() {
        return readable.orElseThrow(() -> DamagedRecords.refused(id));
    }

    /** Those that a page of a list shows, and one more if there are any; the newest first. */
    static List<JobRow> newest(Connection connection, JobQuery query) throws SQLException {
        var sql = new StringBuilder(COLUMNS).append(KNOWN).append(" and number < ?");
        var parameters = new ArrayList<Object>();
        parameters.add(query.before().orElse(Long.MAX_VALUE));
        query.state().ifPresent(state -> {
            sql.append(" and state = ?");
            parameters.add(state);
        });
        query.model().map(ModelId::value).ifPresent(model -> {
            sql.append(" and model = ?");
            parameters.add(model);
        });
        query.viewer().principal().ifPresent(principal -> {
            sql.append(" and principal = ?");
            parameters.add(principal);
        });
        sql.append(" order by number desc limit ?");
        parameters.add(query.limit() + 1);
        return all(connection, sql.toString(), parameters.toArray());
    }

    static Optional<JobRow> one(Connection connection, String sql, Object... parameters) throws SQLException {
        return all(connection, sql, parameters).stream().findFirst();
    }

    static List<JobRow> all(Connection connection, String sql, Object... parameters) throws SQLException {
        return Sql.query(
                connection,
                sql,
                row -> new JobRow(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        job(row.getString(2), row.getInt(4), row.getString(5), row.getString(6))),
                parameters);
    }

    private static Optional<Job> job(String id, int attempt, String accepted, String status) {
        try {
            return Optional.of(Documents.job(new JobId(id), attempt, accepted, status));
        } catch (StoreException e) {
            if (DamagedRecords.isDamage(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
