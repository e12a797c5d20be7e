package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Who has which jobs: what runs has a lease of its own, what waits goes on with its owner, which has one row. */
final class SqlLeases {

    private final Database database;

    SqlLeases(Database database) {
        this.database = database;
    }

    /** A time of a lease, by the clock that leases are kept by. */
    long kept(Instant time) {
        return Sql.micros(time.plus(database.ahead()));
    }

    /** Gives a job to the owner of a lease, as it is now. */
    void give(Connection connection, long number, Job job, Lease lease) throws SQLException {
        Sql.change(
                connection,
                "update job set state = ?, status = ?, attempt = ?, owner = ?, lease_until = ?, version = ?"
                        + " where number = ?",
                job.state().code(),
                Documents.status(job),
                job.attempt(),
                lease.owner(),
                kept(lease.until()),
                Documents.version(job),
                number);
    }

    /**
     * Whether the owner of a running job whose lease has expired lives: it does not compute the job any more, else it would have
     * renewed that too.
     */
    boolean isLost(Connection connection, JobRow row, Lease lease) throws SQLException {
        if (!(row.job().state() instanceof JobState.Running)) {
            return false;
        }
        return row.owner().equals(lease.owner())
                || !Sql.query(
                                connection,
                                "select 1 from instance where owner = ? and lease_until >= ?",
                                found -> found.getLong(1),
                                row.owner(),
                                kept(lease.now()))
                        .isEmpty();
    }

    List<JobId> renew(Collection<JobId> jobs, Lease lease) {
        var ids = Documents.write(jobs.stream().map(JobId::value).toList());
        return database.write(connection -> {
            Sql.change(connection, "delete from instance where lease_until < ?", kept(lease.now()));
            Sql.change(
                    connection,
                    "insert into instance (owner, lease_until) values (?, ?)"
                            + " on conflict (owner) do update set lease_until = excluded.lease_until",
                    lease.owner(),
                    kept(lease.until()));
            return Sql.query(
                    connection,
                    "update job set owner = ?, lease_until = ? where id in "
                            + database.dialect().elements()
                            + " and ended is null and owner in (?, '') returning id",
                    row -> new JobId(row.getString(1)),
                    lease.owner(),
                    kept(lease.until()),
                    ids,
                    lease.owner());
        });
    }

    List<JobId> waiting(Lease lease) {
        return database.read(connection -> Sql.query(
                connection,
                "select id from job where ended is null and state = 'queued' and owner = ? and lease_until < ?"
                        + " order by priority, number",
                row -> new JobId(row.getString(1)),
                lease.owner(),
                kept(lease.now())));
    }

    void release(String owner) {
        database.writeAtOnce(connection -> Sql.change(
                connection, "update job set owner = '', lease_until = 0 where owner = ? and state = 'queued'", owner));
    }
}
