package dev.kintsugi.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file system tells of a database that is in use: which files they are, and when the first was changed last. With a
 * write-ahead log the first is changed by checkpoints only, which this process makes itself, so any other change is not
 * its own.
 *
 * @param main which file it is (device and inode); null if a file system has no such thing
 * @param log which file its write-ahead log is
 * @param index which file the index of that is
 * @param size of the first, in bytes
 * @param modified when the first was changed last
 */
record SqliteFingerprint(
        @Nullable Object main,
        @Nullable Object log,
        @Nullable Object index,
        long size,
        FileTime modified) {

    /**
     * Nothing if one of the three files is not there.
     *
     * @throws IOException if that cannot be known
     */
    static Optional<SqliteFingerprint> of(Path file) throws IOException {
        try {
            var main = attributes(file);
            return Optional.of(new SqliteFingerprint(
                    main.fileKey(),
                    attributes(beside(file, "-wal")).fileKey(),
                    attributes(beside(file, "-shm")).fileKey(),
                    main.size(),
                    main.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    boolean areTheFilesOf(SqliteFingerprint other) {
        return Objects.equals(main, other.main) && Objects.equals(log, other.log) && Objects.equals(index, other.index);
    }
}
