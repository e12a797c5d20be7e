package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * A file that is made to take the place of a database. It has one name while it is made and another when all is in it, so
 * that a start after a kill in between knows what it finds.
 *
 * @param path of the database
 */
record SqliteReplacement(Path path, Synchronous synchronous) {

    /** A name for the file while it is made. None of that name is there. */
    Path fresh() throws IOException {
        Files.createDirectories(path.getParent());
        var fresh = SqliteFingerprint.beside(path, ".new");
        for (var ending : SqliteFile.ENDINGS) {
            Files.deleteIfExists(SqliteFingerprint.beside(fresh, ending));
        }
        return fresh;
    }

    /** All that will be in that file is in it, and on the disk. */
    Path complete(Path fresh) throws IOException {
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return Files.move(fresh, complete(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path complete() {
        return SqliteFingerprint.beside(path, ".complete");
    }

    /** The complete file takes its place, or is deleted: later it would be an old one. */
    void take(Path complete) throws IOException {
        try {
            for (var ending : SqliteFile.ENDINGS.subList(1, SqliteFile.ENDINGS.size())) {
                Files.deleteIfExists(SqliteFingerprint.beside(path, ending));
            }
            Files.move(complete, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(complete);
            throw e;
        }
    }

    /**
     * Takes a complete file that a killed process left, if nothing was written after it; else deletes it.
     *
     * @return whether one was taken
     */
    boolean takeLeftOver() throws IOException {
        var left = complete();
        if (!Files.isRegularFile(left) || !isNewest(left) || !new SqliteFile(left, synchronous).isWhole()) {
            Files.deleteIfExists(left);
            return false;
        }
        take(left);
        return true;
    }

    /**
     * Of the same time, as clocks of files are coarse, the older one is not known: then what is there is read again. If its log is
     * gone it may not be all: the log is deleted just before the complete file takes its place.
     */
    private boolean isNewest(Path left) throws IOException {
        var written = Files.getLastModifiedTime(left);
        var log = SqliteFingerprint.beside(path, "-wal");
        return log.toFile().length() > 0
                ? isAfter(written, path) && isAfter(written, log)
                : path.toFile().length() == 0 || Files.getLastModifiedTime(path).compareTo(written) <= 0;
    }

    private static boolean isAfter(FileTime written, Path other) throws IOException {
        return other.toFile().length() == 0 || Files.getLastModifiedTime(other).compareTo(written) < 0;
    }
}
