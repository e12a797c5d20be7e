package dev.kintsugi.store.sqlite;

import dev.kintsugi.store.sql.Sql;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the file of a database that is in use. If another program deleted, replaced, changed or damaged it, this is
 * noticed with the next commit, before the commit is acknowledged, and put right: an unlinked file can still be read by
 * those who have it open, so all of it is written anew; of a damaged one is saved what can be read.
 */
final class SqliteFileGuard implements FileKeeper {

    private static final long PAUSE = 1_000_000_000L;
    /** The log is copied to the file when it is larger than that, in bytes. */
    private static final long LOG = 4 << 20;

    private final SqliteFile file;
    private final SqliteLock lock;
    private final SqliteReaders readers;
    private final Consumer<String> told;
    private @Nullable Connection anchor;
    private volatile @Nullable SqliteFingerprint known;
    private final SqliteLosses losses;
    private long highest;
    /** The log keeps its size when it is written anew from its beginning, so its size alone would mean at each commit. */
    private long copied = System.nanoTime();

    private Optional<FileTime> written = Optional.empty();
    private long counted;
    private long examined;

    /** @param told receives, in a sentence, what happened to the file */
    SqliteFileGuard(
            SqliteFile file,
            SqliteLock lock,
            SqliteReaders readers,
            Consumer<String> told,
            SqliteLosses.@Nullable Loss loss) {
        this.file = file;
        this.lock = lock;
        this.readers = readers;
        this.told = told;
        this.losses = new SqliteLosses(file.path());
        if (loss != null) {
            losses.add(loss);
        }
    }

    /** Begins with a file that has its schema. One connection stays open, so that the files stay the same ones. */
    void begin() throws SQLException {
        anchor = file.open();
        count(anchor);
        remember();
    }

    /** How many jobs there have been. */
    private void count(Connection connection) throws SQLException {
        highest = Sql.query(connection, "select coalesce(max(number), 0) from job", row -> row.getLong(1))
                .getFirst();
        counted = System.nanoTime();
    }

    private void remember() throws SQLException {
        known = file.stamp().orElseThrow(() -> new SQLException("the file of the database is gone"));
    }

    /** What is lost; nothing if all is there, or a person has taken the evidence away. */
    Optional<String> loss() {
        return losses.text();
    }

    /** Whether the files are those that were opened. */
    boolean isTheFile() {
        var before = known;
        try {
            return before != null && file.stamp().filter(before::equals).isPresent();
        } catch (SQLException e) {
            return false;
        }
    }

    /** A connection that writes. If the file is still away, because it could not be written anew before, it is now. */
    Connection openWriter() throws SQLException {
        var from = anchor;
        var seen = file.stamp();
        var before = known;
        if (from != null
                && (before == null || seen.filter(before::areTheFilesOf).isEmpty())) {
            restore(from, before, seen);
        }
        return file.open();
    }

    /** The log is written by nobody else, so that another time than that of the last write here tells of it. */
    @Override
    public boolean beforehand(Connection connection) throws SQLException {
        try {
            return written.equals(file.logTime()) || areOthers() || file.isLogWhole() || !salvaged(connection);
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    /** Whether a file was deleted or replaced, of which {@link #committed} takes care. */
    private boolean areOthers() throws SQLException {
        var before = known;
        return before == null || file.stamp().filter(before::areTheFilesOf).isEmpty();
    }

    private boolean salvaged(Connection writer) throws IOException, SQLException {
        readers.stop();
        try {
            salvage(writer);
            return true;
        } finally {
            readers.go();
        }
    }

    @Override
    public boolean committed(Connection connection) throws SQLException {
        written = file.logTime();
        var before = known;
        var seen = file.stamp();
        if (before != null && seen.filter(before::equals).isPresent()) {
            return true;
        }
        restore(connection, before, seen);
        return false;
    }

    private void restore(Connection writer, @Nullable SqliteFingerprint before, Optional<SqliteFingerprint> seen)
            throws SQLException {
        lock.keep();
        readers.stop();
        try {
            if (before != null && seen.filter(before::areTheFilesOf).isPresent()) {
                changed(writer);
            } else {
                writeAnew(writer, before, seen);
            }
        } catch (IOException e) {
            throw new SQLException(e);
        } finally {
            readers.go();
        }
    }

    /** It is not there, or another one is in its place. Those who have it open still see all of it. */
    private void writeAnew(Connection writer, @Nullable SqliteFingerprint before, Optional<SqliteFingerprint> seen)
            throws IOException, SQLException {
        var what = seen.isEmpty() || before == null ? "was deleted" : "was replaced";
        var fresh = file.replacement().fresh();
        var from = anchor == null ? writer : anchor;
        int lost = 0;
        try {
            try (var statement = from.prepareStatement("vacuum into ?")) {
                statement.setString(1, fresh.toString());
                statement.execute();
            }
        } catch (SQLException e) {
            Files.deleteIfExists(fresh);
            lost = file.evidence().salvage(fresh, from).lost();
        }
        var complete = file.replacement().complete(fresh);
        if (before == null || !file.isMain(before.main())) {
            file.evidence().putAside("replaced"); // nothing if none is there
        }
        swap(writer, complete);
        var text = "the file of the jobs " + what + " while it was in use, and is written anew"
                + (lost == 0 ? " with all that was in it" : ", but " + lost + " jobs could not be read");
        report(text, lost == 0 ? null : new SqliteLosses.Loss(text, null));
    }

    /** Another program wrote into the file. */
    private void changed(Connection writer) throws IOException, SQLException {
        if (file.isWhole()) {
            var before = highest;
            close(anchor);
            begin();
            if (highest < before) {
                var text =
                        "the file of the jobs was overwritten with an older one while it was in use: jobs that are not in that one are lost";
                report(text, new SqliteLosses.Loss(text, null));
            } else {
                Log.warn("the file of the jobs was changed by another program; it is whole");
            }
            return;
        }
        salvage(writer);
    }

    private void salvage(Connection writer) throws IOException, SQLException {
        var aside = file.evidence().copyAside("damaged");
        var fresh = file.replacement().fresh();
        var salvage = file.evidence().salvage(fresh, writer, aside);
        swap(writer, file.replacement().complete(fresh));
        var text = "the file of the jobs was damaged: " + salvage.saved() + " jobs were saved, " + salvage.lost()
                + " cannot be read; the damaged file is in " + aside.getFileName();
        report(text, salvage.lost() == 0 ? null : new SqliteLosses.Loss(text, aside));
    }

    /** What the old connections see is all there is until the other file has its place. */
    private void swap(Connection writer, Path complete) throws IOException, SQLException {
        file.replacement().take(complete);
        close(writer);
        close(anchor);
        anchor = null;
        begin();
    }

    private void report(String text, SqliteLosses.@Nullable Loss loss) {
        if (loss != null) {
            losses.add(loss);
        }
        Log.error(text);
        told.accept(text);
    }

    /**
     * A statement has just met damage. Looks through the whole file, not often.
     *
     * @return false if it is whole, as far as can be known
     */
    boolean examine(Connection writer) throws SQLException {
        if (examined != 0 && System.nanoTime() - examined < 10_000_000_000L) {
            return false;
        }
        try {
            if (!file.isWhole()) {
                return salvaged(writer);
            }
            examined = System.nanoTime();
            return false;
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    @Override
    public void afterwards(@Nullable Connection connection) {
        try {
            if (connection != null && System.nanoTime() - counted > PAUSE) {
                lock.keep();
                count(connection);
            }
            if (connection != null && System.nanoTime() - copied > PAUSE && isTheFile() && file.logSize() > LOG) {
                copied = System.nanoTime();
                Sql.query(connection, "pragma wal_checkpoint(passive)", row -> row.getInt(1));
                remember();
            }
        } catch (SQLException e) {
            Log.debugf("the log cannot be copied to the database now: %s", e.getMessage());
            restamp();
        }
    }

    /** A checkpoint may have written some pages before it failed. */
    private void restamp() {
        try {
            var before = known;
            file.stamp()
                    .filter(seen -> before != null && seen.areTheFilesOf(before))
                    .ifPresent(seen -> known = seen);
        } catch (SQLException e) {
            Log.debugf(e, "the database file cannot be checked");
        }
    }

    void close() {
        readers.closeIdle();
        close(anchor);
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            Log.debugf(e, "a connection could not be closed");
        }
    }
}
