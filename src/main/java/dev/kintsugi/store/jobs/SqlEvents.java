package dev.kintsugi.store.jobs;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.store.sql.DamagedRecords;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of jobs in a table. */
final class SqlEvents {

    /** Another instance has reserved the same numbers at the same time, and was faster. */
    private static final class ReservedTwice extends SQLException {
        private static final long serialVersionUID = 1;
    }

    private final Database database;

    SqlEvents(Database database) {
        this.database = database;
    }

    boolean append(EventBatch batch) {
        var previews = batch.events().stream().filter(JobEvent::isPreview).toList();
        try {
            return previews.isEmpty() && rows(batch) == 1
                    ? database.writeAtOnce(connection -> insert(connection, batch) == 1)
                    : database.write(connection -> append(connection, batch, previews));
        } catch (StoreException e) {
            if (e.getCause() instanceof ReservedTwice) {
                return false;
            }
            throw e;
        }
    }

    private static boolean append(Connection connection, EventBatch batch, List<JobEvent> previews)
            throws SQLException {
        if (rows(batch) > 0) {
            var inserted = insert(connection, batch);
            if (inserted == 0) {
                return false;
            }
            if (inserted < rows(batch)) {
                throw new ReservedTwice();
            }
        }
        if (!previews.isEmpty()) {
            keep(connection, previews.getLast());
        }
        return true;
    }

    private static int rows(EventBatch batch) {
        return batch.lasting().size() + (batch.reservesMore() ? 1 : 0);
    }

    /**
     * The events, and a row without content that reserves the numbers up to its own; none of them if there are numbers beyond
     * those that were reserved before. How many rows were written.
     */
    private static int insert(Connection connection, EventBatch batch) throws SQLException {
        var parameters = new ArrayList<@Nullable Object>();
        for (var event : batch.lasting()) {
            parameters.add(event.seq());
            parameters.add(Documents.event(event));
        }
        if (batch.reservesMore()) {
            parameters.add(batch.reserve());
            parameters.add(null);
        }
        parameters.add(batch.job().value());
        parameters.add(batch.reserved());
        return Sql.change(
                connection,
                "insert into event (job, seq, document) select number, column1, column2 from job, (values "
                        + String.join(", ", Collections.nCopies(rows(batch), "(cast(? as bigint), cast(? as text))"))
                        + ") as given where id = ? and not exists"
                        + " (select 1 from event as there where there.job = job.number and there.seq > ?)"
                        + " on conflict do nothing",
                parameters.toArray());
    }

    /** In place of the preview before. */
    private static void keep(Connection connection, JobEvent preview) throws SQLException {
        Sql.change(
                connection,
                "insert into preview (job, seq, document) select number, ?, ? from job where id = ?"
                        + " on conflict (job) do update set seq = excluded.seq, document = excluded.document",
                preview.seq(),
                Documents.event(preview),
                preview.job().value());
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
