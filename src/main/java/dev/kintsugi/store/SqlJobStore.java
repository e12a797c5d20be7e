package dev.kintsugi.store;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobStore;
import dev.kintsugi.job.Lease;
import dev.kintsugi.job.Retention;
import dev.kintsugi.model.ModelId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Jobs in tables: documents, and beside them the columns by which they are found. */
final class SqlJobStore implements JobStore, AutoCloseable {

    private static final String CLAIMABLE =
            "ended is null and (state = 'queued' or (state = 'running' and lease_until < ?))";
    private static final String COLUMNS = "select number, id, attempt, accepted, status from job where ";

    /** A job with its number, which says how old it is among the others. */
    private record Row(long number, Job job) {}

    private final Database database;

    SqlJobStore(Database database) {
        this.database = database;
    }

    @Override
    public Job add(Job job) {
        return database.write(connection -> {
            var inserted = Sql.change(
                    connection,
                    "insert into job (id, principal, idem_key, priority, model, state, attempt, owner, lease_until, ended,"
                            + " bytes, accepted, status) values (?, ?, ?, ?, ?, ?, ?, '', 0, ?, 0, ?, ?)"
                            + " on conflict (principal, idem_key) where idem_key is not null do nothing",
                    job.id().value(),
                    job.caller().principal().orElse(""),
                    job.caller().idempotencyKey().orElse(null),
                    job.order().priority().ordinal(),
                    job.plan().variant().model().value(),
                    job.state().code(),
                    job.attempt(),
                    job.state().ended().map(SqlJobStore::micros).orElse(null),
                    Documents.accepted(job),
                    Documents.status(job.state()));
            return inserted == 1
                    ? job
                    : one(
                                    connection,
                                    COLUMNS + "principal = ? and idem_key = ?",
                                    job.caller().principal().orElse(""),
                                    job.caller().idempotencyKey().orElseThrow())
                            .orElseThrow()
                            .job();
        });
    }

    @Override
    public Optional<Job> find(JobId id) {
        return database.read(connection -> one(connection, COLUMNS + "id = ?", id.value()))
                .map(Row::job);
    }

    @Override
    public boolean replace(Job seen, Job next) {
        return database.write(connection -> {
            var found = one(
                    connection,
                    COLUMNS + "id = ? and state = ? and attempt = ?",
                    seen.id().value(),
                    seen.state().code(),
                    seen.attempt());
            if (found.isEmpty()) {
                return false;
            }
            var made = next.state().made();
            Sql.change(
                    connection,
                    "update job set state = ?, status = ?, attempt = ?, owner = '', lease_until = 0, ended = ?, bytes = ?"
                            + " where number = ?",
                    next.state().code(),
                    Documents.status(next.state()),
                    next.attempt(),
                    next.state().ended().map(SqlJobStore::micros).orElse(null),
                    made.map(dev.kintsugi.job.JobResult::bytes).orElse(0L),
                    found.get().number());
            for (var artifact :
                    made.stream().flatMap(result -> result.artifacts().stream()).toList()) {
                Sql.change(
                        connection,
                        "insert into job_artifact (job, digest) values (?, ?) on conflict do nothing",
                        found.get().number(),
                        artifact.digest());
            }
            return true;
        });
    }

    @Override
    public Optional<Job> take(JobId id, Lease lease) {
        return begin(lease, COLUMNS + "id = ? and " + CLAIMABLE, id.value(), micros(lease.now()));
    }

    @Override
    public Optional<Job> claim(Lease lease) {
        return begin(lease, COLUMNS + CLAIMABLE + " order by priority, number limit 1", micros(lease.now()));
    }

    private Optional<Job> begin(Lease lease, String query, Object... parameters) {
        return database.write(connection -> {
            var found = one(connection, query, parameters);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var running = found.get().job().begun(lease.now());
            Sql.change(
                    connection,
                    "update job set state = ?, status = ?, attempt = ?, owner = ?, lease_until = ? where number = ?",
                    running.state().code(),
                    Documents.status(running.state()),
                    running.attempt(),
                    lease.owner(),
                    micros(lease.until()),
                    found.get().number());
            return Optional.of(running);
        });
    }

    @Override
    public boolean renew(JobId id, Lease lease) {
        return database.write(connection -> Sql.change(
                        connection,
                        "update job set lease_until = ? where id = ? and state = 'running' and owner = ?",
                        micros(lease.until()),
                        id.value(),
                        lease.owner())
                == 1);
    }

    @Override
    public List<Job> claimable(Instant now) {
        return database
                .read(connection -> rows(connection, COLUMNS + CLAIMABLE + " order by priority, number", micros(now)))
                .stream()
                .map(Row::job)
                .toList();
    }

    @Override
    public void append(JobEvent event) {
        database.write(connection -> Sql.change(
                connection,
                "insert into event (job, seq, document) select number, ?, ? from job where id = ?",
                event.seq(),
                event.isPreview() ? null : Documents.event(event),
                event.job().value()));
    }

    @Override
    public List<JobEvent> events(JobId id, long after) {
        return database.read(connection -> Sql.query(
                connection,
                "select seq, document from event where job = (select number from job where id = ?) and seq > ?"
                        + " and document is not null order by seq",
                row -> Documents.event(id, row.getLong(1), row.getString(2)),
                id.value(),
                after));
    }

    @Override
    public long lastEvent(JobId id) {
        return database.read(connection -> Sql.query(
                        connection,
                        "select coalesce(max(seq), 0) from event where job = (select number from job where id = ?)",
                        row -> row.getLong(1),
                        id.value()))
                .getFirst();
    }

    @Override
    public void check() {
        database.check();
    }

    @Override
    public JobQuery.Page list(JobQuery query) {
        var sql = new StringBuilder(COLUMNS).append("number < ?");
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
        sql.append(" order by number desc limit ?");
        parameters.add(query.limit() + 1);
        var found = database.read(connection -> rows(connection, sql.toString(), parameters.toArray()));
        var page = found.stream().limit(query.limit()).toList();
        return new JobQuery.Page(
                page.stream().map(Row::job).toList(),
                found.size() > page.size() ? OptionalLong.of(page.getLast().number()) : OptionalLong.empty());
    }

    @Override
    public List<String> forget(Retention limits, Instant now) {
        return database.write(connection -> {
            var gone = Sql.query(
                    connection,
                    "select number from (select number, ended, row_number() over newest as place, sum(bytes) over newest as"
                            + " total from job where ended is not null window newest as (order by ended desc, number desc))"
                            + " as aged where place > 1 and (place > ? or total > ? or ended < ?)",
                    row -> row.getLong(1),
                    limits.jobs(),
                    limits.bytes(),
                    micros(now.minus(limits.age())));
            var digests = new ArrayList<String>();
            for (var number : gone) {
                digests.addAll(Sql.query(
                        connection, "select digest from job_artifact where job = ?", row -> row.getString(1), number));
                for (var table : List.of("job_artifact where job", "event where job", "job where number")) {
                    Sql.change(connection, "delete from " + table + " = ?", number);
                }
            }
            var unused = new ArrayList<String>();
            for (var digest : digests.stream().distinct().toList()) {
                var used = Sql.query(
                        connection,
                        "select 1 from job_artifact where digest = ? limit 1",
                        row -> row.getLong(1),
                        digest);
                if (used.isEmpty()) {
                    unused.add(digest);
                }
            }
            return unused;
        });
    }

    @Override
    public void close() {
        database.close();
    }

    private static Optional<Row> one(Connection connection, String sql, Object... parameters) throws SQLException {
        return rows(connection, sql, parameters).stream().findFirst();
    }

    private static List<Row> rows(Connection connection, String sql, Object... parameters) throws SQLException {
        return Sql.query(
                connection,
                sql,
                row -> new Row(
                        row.getLong(1),
                        Documents.job(new JobId(row.getString(2)), row.getInt(3), row.getString(4), row.getString(5))),
                parameters);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
