package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.Migrations;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.driver.StatementCache;
import dev.kintsugi.store.sqlite.format.SqliteHeader;
import dev.kintsugi.store.sqlite.format.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A database of SQLite as files: the database, its write-ahead log, and the index of that. */
final class SqliteFile {

    static final List<String> ENDINGS = List.of("", "-wal", "-shm");
    private static final int PATIENCE_MS = 5000;
    private static final int BRIEF_MS = 500;

    private final Path path;
    private final Synchronous synchronous;
    private final SQLiteDataSource source;

    SqliteFile(Path path, Synchronous synchronous) {
        this.path = path.toAbsolutePath();
        this.synchronous = synchronous;
        this.source = source(this.path, synchronous);
    }

    private static SQLiteDataSource source(Path path, Synchronous synchronous) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (synchronous) {
                    case NORMAL -> SQLiteConfig.SynchronousMode.NORMAL;
                    case FULL -> SQLiteConfig.SynchronousMode.FULL;
                });
        config.setBusyTimeout(PATIENCE_MS);
        config.setGetGeneratedKeys(false); // else each insert is followed by a query
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path);
        return source;
    }

    Path path() {
        return path;
    }

    SqliteReplacement replacement() {
        return new SqliteReplacement(path, synchronous);
    }

    SqliteEvidence evidence() {
        return new SqliteEvidence(path, synchronous);
    }

    /** Whether it is not there, or has no content. */
    boolean isEmpty() {
        return path.toFile().length() == 0;
    }

    /** A connection that makes no checkpoints by itself. */
    Connection open() throws SQLException {
        var connection = new StatementCache(
                source.getUrl(), path.toString(), source.getConfig().toProperties());
        try {
            Sql.execute(connection, "pragma wal_autocheckpoint = 0");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Brings the schema up to date. */
    void migrate() throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            Migrations.SQLITE.apply(connection);
            connection.commit();
        }
    }

    Optional<SqliteFingerprint> stamp() throws SQLException {
        try {
            return SqliteFingerprint.of(path);
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    boolean isMain(@Nullable Object key) {
        try {
            return Objects.equals(
                    Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
                            .fileKey(),
                    key);
        } catch (IOException e) {
            return false;
        }
    }

    long logSize() {
        return beside("-wal").toFile().length();
    }

    /**
     * What is damaged, as far as can be known without SQLite, which takes some damaged files for what they say; nothing if a
     * file is sound, or there is none.
     */
    Optional<String> damage() throws IOException {
        if (!isLogWhole()) {
            return Optional.of("the log of the file is damaged or missing");
        }
        if (isEmpty()) {
            return WriteAheadLog.hasFrames(beside("-wal"))
                    ? Optional.of("the file is missing or empty, and its log is not")
                    : Optional.empty();
        }
        return SqliteHeader.isSound(path) ? Optional.empty() : Optional.of("the header of the file is damaged");
    }

    /** Whether all that was committed is in the file or in its log. */
    boolean isLogWhole() throws IOException {
        return WriteAheadLog.isWhole(beside("-wal"), beside("-shm"));
    }

    /** When the log was written last, by whomever; nothing if it is not there. */
    Optional<FileTime> logTime() {
        try {
            return Optional.of(Files.getLastModifiedTime(beside("-wal")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path beside(String ending) {
        return SqliteFingerprint.beside(path, ending);
    }

    /** Whether nothing in it is damaged, and it has the schema. */
    boolean isWhole() {
        try (var connection = plain(path)) {
            var schema = Sql.query(connection, "pragma user_version", row -> row.getInt(1))
                    .getFirst();
            return schema == Migrations.SQLITE.steps().size()
                    && Sql.query(connection, "pragma integrity_check(1)", row -> row.getString(1))
                            .equals(List.of("ok"));
        } catch (SQLException e) {
            return false;
        }
    }

    /** A connection that takes a file as it is: whatever it was, it is not made one with a write-ahead log. */
    static Connection plain(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BRIEF_MS);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }
}
