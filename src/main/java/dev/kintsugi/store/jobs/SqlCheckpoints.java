package dev.kintsugi.store.jobs;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.CheckpointStore;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import java.util.Optional;

/** Checkpoints of jobs in a table. */
public final class SqlCheckpoints implements CheckpointStore {

    private final Database database;

    public SqlCheckpoints(Database database) {
        this.database = database;
    }

    @Override
    public void keep(JobId job, String name, byte[] content) {
        database.writeAtOnce(connection -> Sql.change(
                connection,
                "insert into checkpoint (job, name, content) select number, ?, ? from job where id = ?"
                        + " on conflict do nothing",
                name,
                content,
                job.value()));
    }

    @Override
    public Optional<byte[]> find(JobId job, String name) {
        return database
                .read(connection -> Sql.query(
                        connection,
                        "select content from checkpoint where job = (select number from job where id = ?) and name = ?",
                        row -> row.getBytes(1),
                        job.value(),
                        name))
                .stream()
                .findFirst();
    }

    @Override
    public void forget(JobId job) {
        database.writeAtOnce(connection -> Sql.change(
                connection, "delete from checkpoint where job = (select number from job where id = ?)", job.value()));
    }
}
