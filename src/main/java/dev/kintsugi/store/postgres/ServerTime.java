package dev.kintsugi.store.postgres;

import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import java.sql.SQLTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the clock of a server of databases is ahead of the one here. Leases are kept in its time, as the clocks of those
 * that share it need not agree. It is asked now and then, by one caller; others go on with what is known meanwhile.
 */
final class ServerTime {

    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PATIENCE_SECONDS = 5;

    /** What is less than this is the way there and back. */
    private static final Duration NOTHING = Duration.ofMillis(100);

    /** What the server said, at a time of {@link System#nanoTime()}. */
    private record Answer(Duration ahead, long asked) {

        boolean isValid() {
            return System.nanoTime() - asked < VALID_NANOS;
        }
    }

    private final Clock clock;
    private final Supplier<Instant> server;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Answer answer;

    /** @param server asks the server */
    private ServerTime(Clock clock, Supplier<Instant> server) {
        this.clock = clock;
        this.server = server;
    }

    /** That of the server of a database. */
    static ServerTime of(Database database, Clock clock) {
        return new ServerTime(
                clock,
                () -> database.read(connection -> Sql.query(
                                connection,
                                "select clock_timestamp()",
                                row -> row.getObject(1, OffsetDateTime.class).toInstant()))
                        .getFirst());
    }

    /**
     * Less than nothing if the server is behind. Blocks now and then.
     *
     * @throws StoreException if it was never known, and others have been asking for too long
     */
    Duration ahead() {
        var known = answer;
        if (known != null && known.isValid()) {
            return known.ahead();
        }
        if (known == null) {
            waitForOthers();
        } else if (!asking.tryLock()) {
            return known.ahead();
        }
        try {
            var meanwhile = answer;
            return meanwhile != null && meanwhile.isValid() ? meanwhile.ahead() : ask();
        } finally {
            asking.unlock();
        }
    }

    private void waitForOthers() {
        try {
            if (!asking.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException(new SQLTimeoutException("the server of the database does not tell its time"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e);
        }
    }

    private Duration ask() {
        var difference = Duration.between(clock.instant(), server.get());
        var ahead = difference.abs().compareTo(NOTHING) < 0 ? Duration.ZERO : difference;
        answer = new Answer(ahead, System.nanoTime());
        return ahead;
    }
}
