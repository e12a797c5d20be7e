package dev.kintsugi.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How far the clock of a server of databases is ahead of the one here. Leases are kept in its time, as the clocks of those
 * that share it need not agree. It is asked now and then.
 */
final class ServerTime {

    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What is less than this is the way there and back. */
    private static final Duration NOTHING = Duration.ofMillis(100);

    private final Clock clock;
    private final Supplier<Instant> server;
    private Duration ahead = Duration.ZERO;
    private long asked = System.nanoTime() - VALID_NANOS;

    /** @param server asks the server */
    ServerTime(Clock clock, Supplier<Instant> server) {
        this.clock = clock;
        this.server = server;
    }

    /** Less than nothing where the server is behind. Blocks now and then. */
    synchronized Duration ahead() {
        if (System.nanoTime() - asked >= VALID_NANOS) {
            var difference = Duration.between(clock.instant(), server.get());
            ahead = difference.abs().compareTo(NOTHING) < 0 ? Duration.ZERO : difference;
            asked = System.nanoTime();
        }
        return ahead;
    }
}
