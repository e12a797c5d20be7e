package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Artifacts in the database of the jobs, which every instance reads. The schema holds that a job that is kept has its
 * artifacts, so one that is being kept and one that is being forgotten cannot go wrong together.
 */
public final class PostgresArtifactStore implements ArtifactStore {

    private final Database database;

    public PostgresArtifactStore(Database database) {
        this.database = database;
    }

    @Override
    public String put(byte[] content) {
        var digest = Sha256.of(content);
        database.write(connection -> Sql.change(
                connection,
                "insert into artifact (digest, content) values (?, ?) on conflict (digest) do update"
                        + " set content = excluded.content where artifact.content is distinct from excluded.content",
                digest,
                content));
        return digest;
    }

    @Override
    public Optional<byte[]> get(String digest) {
        return database
                .read(connection -> Sql.query(
                        connection,
                        "select content from artifact where digest = ? and content is not null",
                        row -> row.getBytes(1),
                        digest))
                .stream()
                .filter(content -> Sha256.of(content).equals(digest))
                .findFirst();
    }

    @Override
    public void delete(String digest) {
        database.write(connection -> delete(connection, digest));
    }

    /** Deletes what no job has; whether there was anything to delete. */
    static boolean delete(Connection connection, String digest) throws SQLException {
        return Sql.change(
                        connection,
                        "delete from artifact where digest = ? and not exists (select 1 from job_artifact where digest = ?)",
                        digest,
                        digest)
                > 0;
    }
}
