package dev.kintsugi.ops;

import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time of day, which never goes back and does not jump about. Deadlines, leases and pauses are told by it, and machines do
 * set their clocks: one that goes back an hour would leave a model alone for an hour. Small corrections are followed; a
 * leap ahead only where it lasts, as after a machine has slept; a step back is never followed, so what is shown is ahead
 * by as much until the service is started again.
 */
final class SteadyClock extends Clock {

    private static final Duration SMALL = Duration.ofSeconds(1);
    private static final long LASTS_NANOS = Duration.ofSeconds(10).toNanos();

    private final InstantSource wall;
    private final LongSupplier nanos;
    private Instant last;
    private long lastNanos;
    private boolean ahead;
    private long aheadSince;
    private boolean behind;

    /** @param nanos a count of nanoseconds that never goes back, as {@link System#nanoTime()} */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.last = wall.instant();
        this.lastNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        var said = wall.instant();
        var now = nanos.getAsLong();
        var expected = last.plusNanos(now - lastNanos);
        last = steady(said, expected, now);
        lastNanos = now;
        return last;
    }

    private Instant steady(Instant said, Instant expected, long now) {
        var off = Duration.between(expected, said);
        if (off.abs().compareTo(SMALL) <= 0) {
            ahead = false;
            behind = false;
            return said.isAfter(last) ? said : last;
        }
        if (off.isNegative()) {
            ahead = false;
            if (!behind) {
                behind = true;
                Log.warnf("the clock went back by %s, which is not followed", off.abs());
            }
            return expected;
        }
        if (!ahead) {
            ahead = true;
            aheadSince = now;
        }
        if (now - aheadSince < LASTS_NANOS) {
            return expected;
        }
        ahead = false;
        Log.warnf("the clock is ahead by %s and stays so, which is followed", off);
        return said;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return ((InstantSource) this::instant).withZone(zone);
    }
}
