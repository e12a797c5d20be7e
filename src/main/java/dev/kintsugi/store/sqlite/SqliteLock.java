package dev.kintsugi.store.sqlite;

import io.quarkus.logging.Log;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a database belong to one process. The lock is on a file of its own, whose name does not begin with that of the
 * database: {@code kintsugi.lock} for {@code kintsugi.db}, so that it stays when somebody deletes the database and all
 * that belongs to it.
 */
final class SqliteLock implements Closeable {

    private boolean lost;
    private static final String ENDING = ".lock";

    private final Path database;
    private final @Nullable FileChannel earlier;
    private FileChannel channel;
    private @Nullable Object key;

    private SqliteLock(Path database, @Nullable FileChannel earlier, FileChannel channel) throws IOException {
        this.database = database;
        this.earlier = earlier;
        this.channel = channel;
        this.key = key(path(database));
    }

    /** Takes it; fails if another process has it. */
    static SqliteLock take(Path database) throws IOException {
        var path = earlierPath(database);
        var earlier = Files.exists(path) ? lock(path, database) : null;
        try {
            return new SqliteLock(database, earlier, lock(path(database), database));
        } catch (IOException e) {
            if (earlier != null) {
                earlier.close();
            }
            throw e;
        }
    }

    /** Whether some process has ever taken it. */
    static boolean wasTaken(Path database) {
        return Files.exists(path(database)) || Files.exists(earlierPath(database));
    }

    private static Path path(Path database) {
        var name = database.getFileName().toString();
        var dot = name.lastIndexOf('.');
        return database.resolveSibling((dot > 0 ? name.substring(0, dot) : name + "-file") + ENDING);
    }

    /** Version 0.1.0 locks this one, and may run still. */
    private static Path earlierPath(Path database) {
        return database.resolveSibling(database.getFileName() + ENDING);
    }

    private static FileChannel lock(Path path, Path database) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(database + " is used by this process already", e);
        }
        channel.close();
        throw new IOException(database + " is used by another process: each needs its own kintsugi.home");
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Takes it again if its file was deleted or replaced: another process must not take the files for its own. */
    synchronized void keep() {
        try {
            takeAgain();
            lost = false;
        } catch (IOException e) {
            if (!lost) {
                lost = true;
                Log.errorf("the lock of the jobs was deleted and cannot be taken again: %s", e.getMessage());
            }
        }
    }

    private void takeAgain() throws IOException {
        if (!channel.isOpen() || isThere()) {
            return;
        }
        Files.createDirectories(database.toAbsolutePath().getParent());
        var again = lock(path(database), database);
        channel.close();
        channel = again;
        key = key(path(database));
    }

    private boolean isThere() throws IOException {
        try {
            return Objects.equals(key, key(path(database)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
        if (earlier != null) {
            earlier.close();
        }
    }
}
