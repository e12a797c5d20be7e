package dev.kintsugi.store.jobs;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * New jobs that arrive while others are being written are written together, in one statement of PostgreSQL. The first to
 * come writes for all who wait; no job waits longer than for the group before and its own.
 */
final class InsertBatcher {

    private static final int MOST = 64;

    private static final String JOBS_AND_EVENTS =
            "with given as (select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " as given (id, principal, idem_key, priority, model, state, attempt, owner, lease_until, accepted, status,"
                    + " version, seq, document)), added as (insert into job (id, principal, idem_key, priority, model, state, attempt,"
                    + " owner, lease_until, bytes, accepted, status, version) select id, principal, idem_key, priority, model, state,"
                    + " attempt, owner, lease_until, 0, accepted, status, version from given"
                    + " on conflict (principal, idem_key) where idem_key is not null do nothing returning number, id),"
                    + " told as (insert into event (job, seq, document) select number, seq, document from added join given"
                    + " using (id)) select id from added";

    /** One that waits, its texts made by its caller; what came of it is written and read under the lock. */
    private static final class Waiting {
        private final JobInsert job;
        private final long seq;
        private final String accepted;
        private final String status;
        private final String document;
        private boolean done;
        private boolean added;
        private @Nullable RuntimeException failure;

        Waiting(JobInsert job, JobEvent event) {
            this.job = job;
            this.seq = event.seq();
            this.accepted = Documents.accepted(job.job());
            this.status = Documents.status(job.job());
            this.document = Documents.event(event);
        }
    }

    private final Database database;
    private final Duration patience;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    /** @param patience after which a job whose write has not begun is refused: a server may hang */
    InsertBatcher(Database database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /**
     * A job that is new in the tables, with its first event.
     *
     * @return false if its caller's idempotency key is there already
     * @throws StoreException if it was not written
     */
    boolean add(JobInsert job, JobEvent event) {
        var mine = new Waiting(job, event);
        waiting.add(mine);
        begin(mine);
        try {
            while (!mine.done) {
                writeNext();
            }
        } finally {
            writing.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return mine.added;
    }

    /** Returns when it is this thread's turn to write, or when another thread writes the job. */
    private void begin(Waiting mine) {
        try {
            if (writing.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (waiting.remove(mine)) {
            throw new StoreException(new SQLTimeoutException("others have been writing for too long"));
        }
        writing.lock();
    }

    private void writeNext() {
        var group = new ArrayList<Waiting>();
        for (var next = waiting.poll(); next != null; next = group.size() < MOST ? waiting.poll() : null) {
            group.add(next);
        }
        try {
            write(group);
        } catch (StoreException e) {
            if (group.size() > 1 && isAboutFew(e)) {
                group.forEach(this::writeAlone);
            } else {
                for (var next = waiting.poll(); next != null; next = waiting.poll()) {
                    group.add(next); // those who came meanwhile would fail one group after the other
                }
                group.forEach(one -> one.failure = e);
            }
        } catch (RuntimeException | Error e) {
            group.forEach(one -> one.failure = new StoreException(e));
            throw e;
        } finally {
            group.forEach(one -> one.done = true);
        }
    }

    /** What is wrong with one is no reason to refuse the others. */
    private void writeAlone(Waiting one) {
        try {
            write(List.of(one));
        } catch (StoreException e) {
            one.failure = e;
        }
    }

    /** A data exception, a violation of a constraint, or a transaction that was in the way of another one. */
    private static boolean isAboutFew(StoreException thrown) {
        var state = thrown.getCause() instanceof SQLException cause ? String.valueOf(cause.getSQLState()) : "";
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("40");
    }

    private void write(List<Waiting> group) {
        var added = database.writeAtOnce(connection -> Set.copyOf(
                Sql.query(connection, JOBS_AND_EVENTS, row -> row.getString(1), columns(connection, group))));
        group.forEach(one -> one.added = added.contains(one.job.job().id().value()));
    }

    private static Object[] columns(Connection connection, List<Waiting> group) throws SQLException {
        return new Object[] {
            texts(connection, group, one -> one.job.job().id().value()),
            texts(connection, group, one -> one.job.job().caller().principal().orElse("")),
            texts(
                    connection,
                    group,
                    one -> one.job.job().caller().idempotencyKey().orElse(null)),
            array(
                    connection,
                    "integer",
                    group,
                    one -> one.job.job().order().priority().ordinal()),
            texts(
                    connection,
                    group,
                    one -> one.job.job().plan().variant().model().value()),
            texts(connection, group, one -> one.job.job().state().code()),
            array(connection, "integer", group, one -> one.job.job().attempt()),
            texts(connection, group, one -> one.job.owner()),
            array(connection, "bigint", group, one -> one.job.until()),
            texts(connection, group, one -> one.accepted),
            texts(connection, group, one -> one.status),
            array(connection, "integer", group, one -> Documents.version(one.job.job())),
            array(connection, "bigint", group, one -> one.seq),
            texts(connection, group, one -> one.document)
        };
    }

    private static Object texts(Connection connection, List<Waiting> group, Function<Waiting, @Nullable String> column)
            throws SQLException {
        return array(connection, "text", group, column);
    }

    private static Object array(
            Connection connection,
            String type,
            List<Waiting> group,
            Function<Waiting, ? extends @Nullable Object> column)
            throws SQLException {
        return connection.createArrayOf(type, group.stream().map(column).toArray());
    }
}
