package dev.kintsugi.store.jobs;

import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.Retention;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.store.sql.DamagedRecords;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Dialect;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Jobs in tables: documents, and beside them the columns by which they are found. */
public final class SqlJobStore implements JobStore, AutoCloseable {

    private static final String TAKEABLE =
            JobRow.KNOWN + " and ended is null and (state = 'queued' or lease_until < ?)";
    /** What waits in no hands is free only once its time has come: a lease that no instance has postpones it. */
    private static final String CLAIMABLE =
            JobRow.KNOWN + " and ended is null and (state = 'queued' and owner <> '' or lease_until < ?)";
    /** Its owner is dead; what waits lives as long as its owner does. */
    private static final String ABANDONED = JobRow.KNOWN
            + " and ended is null and lease_until < ? and (state <> 'queued' or not exists"
            + " (select 1 from instance where instance.owner = job.owner and instance.lease_until >= ?))";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String URGENT = " order by priority, number limit ";

    private final Database database;
    private final Dialect dialect;
    private final SqlEvents events;
    private final SqlLeases leases;
    private final InsertBatcher batcher;
    private final DamagedRecords damaged = new DamagedRecords();

    public SqlJobStore(Database database) {
        this.database = database;
        this.dialect = database.dialect();
        this.events = new SqlEvents(database);
        this.leases = new SqlLeases(database);
        this.batcher = new InsertBatcher(database, PATIENCE);
    }

    @Override
    public Job add(Job job, Lease lease, JobEvent... told) {
        var adding = new JobInsert(job, lease.owner(), kept(lease.until()));
        var added = dialect == Dialect.POSTGRESQL && told.length == 1
                ? batcher.add(adding, told[0])
                : written(adding.rows(told));
        return added ? job : find(job.caller()).orElseThrow();
    }

    private boolean written(JobInsert.Rows rows) {
        return database.write(rows::on);
    }

    @Override
    public Optional<Job> find(Caller caller) {
        return caller.idempotencyKey()
                .flatMap(key -> database.read(connection -> JobRow.one(
                        connection,
                        JobRow.COLUMNS + "principal = ? and idem_key = ?",
                        caller.principal().orElse(""),
                        key)))
                .map(JobRow::job);
    }

    @Override
    public Optional<Job> find(JobId id) {
        return database.read(connection -> JobRow.one(connection, JobRow.COLUMNS + "id = ?", id.value()))
                .map(JobRow::job);
    }

    @Override
    public Set<JobId> unfinished() {
        return Set.copyOf(database.read(connection ->
                Sql.query(connection, "select id from job where ended is null", row -> new JobId(row.getString(1)))));
    }

    @Override
    public boolean replace(Job seen, Job next) {
        return database.write(connection -> {
            var found = JobRow.one(
                    connection,
                    dialect.locking(JobRow.COLUMNS + "id = ? and state = ? and attempt = ?"),
                    seen.id().value(),
                    seen.state().code(),
                    seen.attempt());
            if (found.isEmpty()) {
                return false;
            }
            var number = found.get().number();
            if (next.state().hasEnded() && next.order().request().previews() > 0) {
                Sql.change(connection, "delete from preview where job = ?", number);
            }
            Sql.change(
                    connection,
                    "update job set state = ?, status = ?, attempt = ?, accepted = coalesce(?, accepted), owner = '',"
                            + " lease_until = ?, ended = ?, bytes = ?, version = ?"
                            + " where number = ?",
                    next.state().code(),
                    Documents.status(next),
                    next.attempt(),
                    next.order().equals(seen.order()) ? null : Documents.accepted(next),
                    next.state()
                            .postponement()
                            .map(postponed -> kept(postponed.until()))
                            .orElse(0L),
                    next.state().ended().map(Sql::micros).orElse(null),
                    next.artifacts().mapToLong(ArtifactRef::bytes).sum(),
                    Documents.version(next),
                    number);
            for (var artifact : next.artifacts().toList()) {
                Sql.change(
                        connection,
                        "insert into job_artifact (job, digest) values (?, ?) on conflict do nothing",
                        number,
                        artifact.digest());
            }
            return true;
        });
    }

    @Override
    public Optional<Job> take(JobId id, Lease lease) {
        var query = dialect.locking(JobRow.COLUMNS + "id = ? and " + TAKEABLE);
        return begin(lease, query, id.value(), kept(lease.now()));
    }

    @Override
    public Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
        var query = JobRow.COLUMNS + "owner <> ? and " + JobRow.of(kinds) + " and " + CLAIMABLE + URGENT + 1;
        return database.read(connection -> JobRow.one(connection, query, lease.owner(), kept(lease.now())))
                .filter(waits -> isReadable(waits, lease.now()))
                .flatMap(_ -> begin(lease, dialect.lockingFree(query), lease.owner(), kept(lease.now())));
    }

    private Optional<Job> begin(Lease lease, String query, Object... parameters) {
        return database.write(connection -> {
            var found = JobRow.one(connection, query, parameters);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var row = found.get();
            var waiting = leases.isLost(connection, row, lease) ? row.job().lost() : row.job();
            var running = waiting.begun(lease.now());
            leases.give(connection, row.number(), running, lease);
            return Optional.of(running);
        });
    }

    @Override
    public List<Job> adopt(Lease lease, int most) {
        var query = JobRow.COLUMNS + ABANDONED + URGENT + most;
        var now = kept(lease.now());
        var abandoned = database.read(connection -> JobRow.all(connection, query, now, now));
        abandoned.forEach(row -> isReadable(row, lease.now()));
        if (abandoned.isEmpty()) {
            return List.of(); // as nearly always: nothing is written then
        }
        return database.write(connection -> {
            var adopted = new ArrayList<Job>();
            for (var row : JobRow.all(connection, dialect.lockingFree(query), now, now)) {
                if (row.readable().isEmpty()) {
                    continue;
                }
                var waiting = leases.isLost(connection, row, lease)
                        ? row.job().lost()
                        : row.job().left();
                leases.give(connection, row.number(), waiting, lease);
                adopted.add(waiting);
            }
            return adopted;
        });
    }

    /** A job whose record is damaged blocks no other: it ends, and its record stays as it is until it is forgotten. */
    private boolean isReadable(JobRow row, Instant now) {
        if (row.readable().isPresent()) {
            return true;
        }
        damaged.met(row.id());
        database.writeAtOnce(connection -> Sql.change(
                connection,
                "update job set state = 'failed', owner = '', lease_until = 0, ended = ? where number = ? and ended is null",
                Sql.micros(now),
                row.number()));
        return false;
    }

    /** What is lost, in a sentence; nothing if all can be read. Never blocks. */
    Optional<String> loss() {
        return damaged.textAfter(lost());
    }

    /** What is lost of the database itself. Never blocks. */
    Optional<String> lost() {
        return database.loss();
    }

    @Override
    public List<JobId> renew(Collection<JobId> jobs, Lease lease) {
        return leases.renew(jobs, lease);
    }

    @Override
    public List<JobId> waiting(Lease lease) {
        return leases.waiting(lease);
    }

    @Override
    public void release(String owner) {
        leases.release(owner);
    }

    private long kept(Instant time) {
        return leases.kept(time);
    }

    @Override
    public boolean append(EventBatch batch) {
        return events.append(batch);
    }

    @Override
    public List<JobEvent> events(JobId id, long after) {
        return events.after(id, after);
    }

    @Override
    public long lastEvent(JobId id) {
        return events.last(id);
    }

    @Override
    public void check() {
        database.check();
    }

    @Override
    public JobQuery.Page list(JobQuery query) {
        var found = database.read(connection -> JobRow.newest(connection, query));
        var page = found.stream().limit(query.limit()).toList();
        page.stream().filter(row -> row.readable().isEmpty()).forEach(row -> damaged.met(row.id()));
        return new JobQuery.Page(
                page.stream().flatMap(row -> row.readable().stream()).toList(),
                found.size() > page.size() ? OptionalLong.of(page.getLast().number()) : OptionalLong.empty());
    }

    @Override
    public List<String> forget(Retention limits, Instant now) {
        var beyond = database.read(connection -> SqlRetention.beyond(connection, limits, now));
        if (!beyond.isEmpty()) {
            database.write(connection -> {
                SqlRetention.forget(connection, dialect, beyond);
                return beyond;
            });
        }
        return database.read(SqlRetention::unused);
    }

    @Override
    public boolean isNeeded(String digest) {
        return !database.read(connection -> Sql.query(
                        connection,
                        "select 1 from job_artifact where digest = ? limit 1",
                        row -> row.getLong(1),
                        digest))
                .isEmpty();
    }

    @Override
    public void deleted(String digest) {
        database.writeAtOnce(
                connection -> Sql.change(connection, "delete from unused_artifact where digest = ?", digest));
    }

    @Override
    public void close() {
        database.close();
    }
}
