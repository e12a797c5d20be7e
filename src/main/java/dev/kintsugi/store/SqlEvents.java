package dev.kintsugi.store;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Events of jobs in a table. */
final class SqlEvents {

    private final Database database;

    SqlEvents(Database database) {
        this.database = database;
    }

    boolean append(JobEvent event) {
        return event.isPreview()
                ? database.write(connection -> append(connection, event) && keep(connection, event))
                : database.writeAtOnce(connection -> append(connection, event));
    }

    /** In place of the preview before. */
    private static boolean keep(Connection connection, JobEvent preview) throws SQLException {
        Sql.change(
                connection,
                "insert into preview (job, seq, document) select number, ?, ? from job where id = ?"
                        + " on conflict (job) do update set seq = excluded.seq, document = excluded.document",
                preview.seq(),
                Documents.event(preview),
                preview.job().value());
        return true;
    }

    static boolean append(Connection connection, JobEvent event) throws SQLException {
        return Sql.change(
                        connection,
                        "insert into event (job, seq, document) select number, ?, ? from job where id = ?"
                                + " on conflict do nothing",
                        event.seq(),
                        event.isPreview() ? null : Documents.event(event),
                        event.job().value())
                == 1;
    }

    List<JobEvent> after(JobId id, long after) {
        return database
                .read(connection -> Sql.query(
                        connection,
                        "select seq, document from event where job = (select number from job where id = ?) and seq > ?"
                                + " and document is not null union all select seq, document from preview where job ="
                                + " (select number from job where id = ? and ended is null) and seq > ? order by seq",
                        row -> event(id, row.getLong(1), row.getString(2)),
                        id.value(),
                        after,
                        id.value(),
                        after))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One whose record is damaged is left out: the others still tell what happened. */
    private static Optional<JobEvent> event(JobId id, long seq, String document) {
        try {
            return Optional.of(Documents.event(id, seq, document));
        } catch (StoreException e) {
            if (DamagedRecords.isDamage(e)) {
                Log.warnf("the record of event %d of job %s is damaged", seq, id);
                return Optional.empty();
            }
            throw e;
        }
    }

    long last(JobId id) {
        return database.read(connection -> Sql.query(
                        connection,
                        "select coalesce(max(seq), 0) from event where job = (select number from job where id = ?)",
                        row -> row.getLong(1),
                        id.value()))
                .getFirst();
    }
}
