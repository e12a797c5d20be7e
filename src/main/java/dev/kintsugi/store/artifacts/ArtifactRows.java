package dev.kintsugi.store.artifacts;

import dev.kintsugi.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of artifacts that lie in a bucket, or in the row while they cannot be written there. Each step of a transaction. */
final class ArtifactRows {

    private ArtifactRows() {}

    /** Makes the row if there is none; it is nobody else's until the transaction ends. */
    static void lock(Connection connection, String digest) throws SQLException {
        Sql.change(
                connection,
                "insert into artifact (digest) values (?) on conflict (digest) do update set digest = excluded.digest",
                digest);
    }

    /**
     * Sets the content of a row.
     *
     * @param content null if it lies in the bucket
     */
    static void set(Connection connection, String digest, byte @Nullable [] content) throws SQLException {
        Sql.change(
                connection,
                "update artifact set content = ? where digest = ? and content is distinct from ?",
                content,
                digest,
                content);
    }

    /** The same; false if the row was deleted meanwhile, by a process that found that no job needs it. */
    static boolean isSet(Connection connection, String digest, byte @Nullable [] content) throws SQLException {
        var row = Sql.query(connection, "select 1 from artifact where digest = ? for update", _ -> true, digest);
        set(connection, digest, content);
        return !row.isEmpty();
    }

    /** Some of those whose content is in the row. */
    static List<String> withContent(Connection connection, int most) throws SQLException {
        return Sql.query(
                connection,
                "select digest from artifact where content is not null limit ?",
                row -> row.getString(1),
                most);
    }

    /** The content in a row, at most one; none while another transaction has it. It is locked. */
    static List<byte[]> content(Connection connection, String digest) throws SQLException {
        return Sql.query(
                connection,
                "select content from artifact where digest = ? and content is not null for update skip locked",
                row -> row.getBytes(1),
                digest);
    }
}
