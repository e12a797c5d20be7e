package dev.kintsugi.store;

import dev.kintsugi.store.StoreSettings.Synchronous;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A file of SQLite with a write-ahead log (sqlite.org/wal.html): one connection writes, a few read meanwhile. It belongs
 * to one process at a time.
 */
final class SqliteDatabase implements Database {

    private static final int READERS = 4;
    private static final int PATIENCE_MS = 5000;

    private final FileChannel lock;
    private final GroupCommit writer;
    private final List<Connection> all = new ArrayList<>();
    private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

    private SqliteDatabase(FileChannel lock, SQLiteDataSource source) throws SQLException {
        this.lock = lock;
        var connection = source.getConnection();
        connection.setAutoCommit(false);
        Migrations.SQLITE.apply(connection);
        this.writer = new GroupCommit(connection);
        for (int i = 0; i < READERS; i++) {
            var reader = source.getConnection();
            all.add(reader);
            readers.add(reader);
        }
    }

    /**
     * Opens a file, made where there is none.
     *
     * @throws StoreException where that cannot be, also where another process has it
     */
    static SqliteDatabase open(Path file, Synchronous synchronous) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (synchronous) {
                    case NORMAL -> SQLiteConfig.SynchronousMode.NORMAL;
                    case FULL -> SQLiteConfig.SynchronousMode.FULL;
                });
        config.setBusyTimeout(PATIENCE_MS);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var lock = lock(file);
            try {
                SqliteLibrary.unpackIn(file.resolveSibling("cache"));
                return new SqliteDatabase(lock, source);
            } catch (IOException | SQLException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new StoreException(e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(file + " is used by this process already", e);
        }
        channel.close();
        throw new IOException(file + " is used by another process: each needs a kintsugi.home of its own");
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        try {
            var connection = readers.take();
            try {
                return work.on(connection);
            } finally {
                readers.add(connection);
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (var reader : all) {
                reader.close();
            }
            writer.close();
            lock.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
