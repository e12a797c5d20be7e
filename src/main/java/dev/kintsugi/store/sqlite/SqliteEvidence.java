package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sql.Transaction;
import dev.kintsugi.store.sqlite.format.SqliteHeader;
import dev.kintsugi.store.sqlite.format.WriteAheadLog;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The files of a database that another program damaged or replaced: kept in folders of their own for people to inspect,
 * and read as far as they can be.
 *
 * @param path of the database
 */
record SqliteEvidence(Path path, Synchronous synchronous) {

    private static final List<String> WITH_LOG = List.of("", "-wal");

    /** Changes a copy of a damaged file so that more of it can be read. */
    @FunctionalInterface
    private interface Mending {

        void mend(Path copy) throws IOException;
    }

    /** Moves what is there to a folder of its own; nothing if there is nothing. */
    void putAside(String why) throws IOException {
        if (Files.exists(path)) {
            var aside = folder(why);
            for (var ending : SqliteFile.ENDINGS) {
                var part = SqliteFingerprint.beside(path, ending);
                if (Files.exists(part)) {
                    Files.move(part, aside.resolve(part.getFileName()));
                }
            }
        }
    }

    /** Moves a folder that stands in the place of the database to a folder of its own. */
    void putFolderAside() throws IOException {
        if (Files.isDirectory(path)) {
            var aside = folder("replaced");
            try {
                Files.move(path, aside.resolve(path.getFileName()));
            } catch (IOException e) { // something is mounted there
                delete(aside);
                throw e;
            }
            Log.warnf("in the place of the file of the jobs was a folder, which is in %s now", aside.getFileName());
        }
    }

    /** Copies the database and its log to a folder of its own, as evidence. */
    Path copyAside(String why) throws IOException {
        var aside = folder(why);
        copyTo(aside, path, SqliteFile.ENDINGS);
        return aside;
    }

    /** The same without copying, where the file system can: for files that nobody has open and others will replace. */
    Path linkAside(String why) throws IOException {
        var aside = folder(why);
        for (var ending : SqliteFile.ENDINGS) {
            var part = SqliteFingerprint.beside(path, ending);
            if (Files.exists(part)) {
                link(aside.resolve(part.getFileName()), part);
            }
        }
        return aside;
    }

    private static void link(Path to, Path from) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | FileSystemException e) { // links are not for every file system
            Files.copy(from, to);
        }
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

    /** The same, then out of a copy of the files. */
    SqliteSalvage.Saved salvage(Path fresh, Connection open, Path aside) throws IOException, SQLException {
        return into(fresh, to -> SqliteSalvage.copy(open, to).and(salvageCopies(fresh, aside, to)));
    }

    /** Saves what can be read of files that were put aside. */
    SqliteSalvage.Saved salvage(Path fresh, Path aside) throws IOException, SQLException {
        return into(fresh, to -> salvageCopies(fresh, aside, to));
    }

    /**
     * Out of a copy of the file with its log, mended if need be, and without, as it may be an older one than its log; if nothing
     * can be read, with the first bytes of a file that is whole.
     */
    private SqliteSalvage.Saved salvageCopies(Path fresh, Path aside, Connection to) throws SQLException {
        var saved = salvageCopy(aside, WITH_LOG, copy -> mendLog(aside, copy), to)
                .and(salvageCopy(aside, WITH_LOG, _ -> {}, to))
                .and(salvageCopy(aside, List.of(""), _ -> {}, to));
        if (saved.read().isEmpty()) {
            saved = saved.and(salvageCopy(aside, WITH_LOG, copy -> replaceHeader(aside, copy, fresh), to));
        }
        if (saved.read().isEmpty()) {
            saved = saved.and(salvageCopy(aside, WITH_LOG, copy -> replaceFirstPage(aside, copy, fresh), to));
        }
        return saved;
    }

    private void mendLog(Path aside, Path copy) throws IOException {
        WriteAheadLog.mend(
                SqliteFingerprint.beside(copy, "-wal"),
                SqliteFingerprint.beside(aside.resolve(path.getFileName()), "-shm"));
    }

    private void replaceHeader(Path aside, Path copy, Path fresh) throws IOException {
        mendLog(aside, copy);
        SqliteHeader.replace(copy, fresh);
    }

    private void replaceFirstPage(Path aside, Path copy, Path fresh) throws IOException {
        mendLog(aside, copy);
        SqliteHeader.replaceWithTables(copy, fresh);
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
    private SqliteSalvage.Saved salvageCopy(Path aside, List<String> endings, Mending mending, Connection to)
            throws SQLException {
        try {
            var folder = Files.createTempDirectory(path.getParent(), path.getFileName() + ".salvage-");
            try {
                copyTo(folder, aside.resolve(path.getFileName()), endings);
                mending.mend(folder.resolve(path.getFileName()));
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
        var connection = SqliteFile.plain(copy);
        Sql.execute(connection, "pragma writable_schema = on");
        return connection;
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(folder);
    }
}
