package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job that is new in the tables, with its first events; nothing if its caller's idempotency key is there already.
 *
 * @param owner in whose hands it is
 * @param until when that ends, as leases are kept
 */
record JobInsert(Job job, String owner, long until) {

    private static final String JOB =
            "insert into job (id, principal, idem_key, priority, model, state, attempt, owner, lease_until, ended,"
                    + " bytes, accepted, status, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)"
                    + " on conflict (principal, idem_key) where idem_key is not null do nothing";

    private static final String EVENT =
            "insert into event (job, seq, document) select number, ?, ? from job where id = ?";

    /** Its rows. Texts are made by whoever wants them written, since all wait for the one connection that writes. */
    Rows rows(JobEvent... events) {
        return new Rows(
                columns().toArray(),
                Stream.of(events)
                        .map(event -> new Event(event.job().value(), event.seq(), Documents.event(event)))
                        .toList());
    }

    /** The first event of a new job. */
    private record Event(String job, long seq, String document) {

        void on(Connection connection) throws SQLException {
            Sql.change(connection, EVENT, seq, document, job);
        }
    }

    /** What is to be written. */
    static final class Rows {
        private final @Nullable Object[] job;
        private final List<Event> events;

        private Rows(@Nullable Object[] job, List<Event> events) {
            this.job = job;
            this.events = events;
        }

        /** In a transaction. */
        boolean on(Connection connection) throws SQLException {
            if (Sql.change(connection, JOB, job) == 0) {
                return false;
            }
            for (var event : events) {
                event.on(connection);
            }
            return true;
        }
    }

    private List<@Nullable Object> columns() {
        return Arrays.<@Nullable Object>asList(
                job.id().value(),
                job.caller().principal().orElse(""),
                job.caller().idempotencyKey().orElse(null),
                job.order().priority().ordinal(),
                job.plan().variant().model().value(),
                job.state().code(),
                job.attempt(),
                owner,
                until,
                job.state().ended().map(Sql::micros).orElse(null),
                Documents.accepted(job),
                Documents.status(job),
                Documents.version(job));
    }
}
