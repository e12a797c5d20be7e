package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.Migrations;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sql.Transaction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

    private static final List<String> ENDINGS = List.of("", "-wal", "-shm");
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
        return SqliteFingerprint.beside(path, "-wal").toFile().length();
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

    /** A name for a file that will take its place. */
    Path fresh() throws IOException {
        Files.createDirectories(path.getParent());
        var fresh = SqliteFingerprint.beside(path, ".new");
        for (var ending : ENDINGS) {
            Files.deleteIfExists(SqliteFingerprint.beside(fresh, ending));
        }
        return fresh;
    }

    /** Another file takes the place of this one, which no connection has open any more. */
    void take(Path fresh) throws IOException {
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        for (var ending : ENDINGS.subList(1, ENDINGS.size())) {
            Files.deleteIfExists(SqliteFingerprint.beside(path, ending));
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Moves what is there to a folder of its own; nothing if there is nothing. */
    Optional<Path> putAside(String why) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        var aside = folder(why);
        for (var ending : ENDINGS) {
            var part = SqliteFingerprint.beside(path, ending);
            if (Files.exists(part)) {
                Files.move(part, aside.resolve(part.getFileName()));
            }
        }
        return Optional.of(aside);
    }

    /** Copies the database and its log to a folder of its own, as evidence. */
    Path copyAside(String why) throws IOException {
        var aside = folder(why);
        copyTo(aside, path, List.of("", "-wal"));
        return aside;
    }

    private Path folder(String why) throws IOException {
        return Files.createTempDirectory(path.getParent(), path.getFileName() + "." + why + "-");
    }

    private static void copyTo(Path folder, Path from, List<String> endings) throws IOException {
        for (var ending : endings) {
            var part = SqliteFingerprint.beside(from, ending);
            if (Files.exists(part)) {
                Files.copy(part, folder.resolve(part.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Saves what can be read, first by a connection that may have pages in memory which the disk has no more.
     *
     * @param fresh the file that is made
     */
    SqliteSalvage.Saved salvage(Path fresh, Connection open) throws IOException, SQLException {
        return into(fresh, to -> SqliteSalvage.copy(open, to));
    }

    /** The same, then out of a copy of the file with its log, and without, as it may be an older one than its log. */
    SqliteSalvage.Saved salvage(Path fresh, Connection open, Path aside) throws IOException, SQLException {
        return into(
                fresh,
                to -> SqliteSalvage.copy(open, to)
                        .and(salvageCopy(aside, List.of("", "-wal"), to))
                        .and(salvageCopy(aside, List.of(""), to)));
    }

    /** Saves what can be read of files that were put aside. */
    SqliteSalvage.Saved salvage(Path fresh, Path aside) throws IOException, SQLException {
        return into(fresh, to -> salvageCopy(aside, List.of("", "-wal"), to).and(salvageCopy(aside, List.of(""), to)));
    }

    private SqliteSalvage.Saved into(Path fresh, Transaction<SqliteSalvage.Saved> transaction) throws SQLException {
        var made = new SqliteFile(fresh, synchronous);
        made.migrate();
        try (var to = made.open()) {
            to.setAutoCommit(false);
            var saved = transaction.on(to);
            to.commit();
            to.setAutoCommit(true);
            Sql.execute(to, "pragma wal_checkpoint(truncate)");
            return saved;
        }
    }

    /** Opening a file may change it: the evidence stays as it is. */
    private SqliteSalvage.Saved salvageCopy(Path aside, List<String> endings, Connection to) throws SQLException {
        try {
            var folder = Files.createTempDirectory(path.getParent(), path.getFileName() + ".salvage-");
            try {
                copyTo(folder, aside.resolve(path.getFileName()), endings);
                try (var from = openDamaged(folder.resolve(path.getFileName()))) {
                    return SqliteSalvage.copy(from, to);
                } catch (SQLException e) {
                    return SqliteSalvage.Saved.NOTHING; // it is no database at all
                }
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    /** A file that is shorter than its head says can be read with a writable schema only (btree.c, lockBtree). */
    private static Connection openDamaged(Path copy) throws SQLException {
        var connection = plain(copy);
        Sql.execute(connection, "pragma writable_schema = on");
        return connection;
    }

    /** A connection that takes a file as it is: whatever it was, it is not made one with a write-ahead log. */
    private static Connection plain(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BRIEF_MS);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(folder);
    }
}
