package dev.kintsugi.ops;

import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time of day, which never goes back and does not leap. Deadlines, leases, ages and pauses use it, and machines do
 * set their clocks: one that goes back an hour would leave a model alone for an hour, one that goes ahead by a week would let
 * every deadline pass and every job be old. Small corrections are followed. Ahead it goes with a machine that has slept; a step
 * of the clock is not followed, so what is shown differs by as much until the service is started again. If a system does not
 * tell how long it has slept, a leap ahead is followed once it has lasted for a while.
 */
final class SteadyClock extends Clock {

    private static final Duration SMALL = Duration.ofSeconds(1);
    private static final long LASTS_NANOS = Duration.ofSeconds(10).toNanos();

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final MachineSleep sleep;
    private Instant last;
    private long lastNanos;
    private boolean ahead;
    private long aheadSince;
    private boolean behind;

    /**
     * @param nanos a count of nanoseconds that never goes back and stands still while the machine sleeps, as
     *     {@link System#nanoTime()}
     * @param uptime a count of nanoseconds that goes on while it sleeps; empty if there is none
     */
    SteadyClock(InstantSource wall, LongSupplier nanos, Supplier<OptionalLong> uptime) {
        this.wall = wall;
        this.nanos = nanos;
        this.last = wall.instant();
        this.lastNanos = nanos.getAsLong();
        this.sleep = new MachineSleep(uptime, lastNanos);
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
        return sleep.isTold() ? afterSleep(said, expected, now) : afterAWhile(said, expected, now);
    }

    private Instant afterSleep(Instant said, Instant expected, long now) {
        if (ahead && sleep.wasJustAsked(now)) {
            return expected;
        }
        var slept = sleep.ask(now);
        var awake = slept.compareTo(SMALL) > 0 ? expected.plus(slept) : expected;
        var off = Duration.between(awake, said);
        if (off.abs().compareTo(SMALL) <= 0) {
            ahead = false;
            return said;
        }
        if (!ahead) {
            ahead = true;
            Log.warnf("the clock is ahead by %s, which is not followed until the service is started again", off);
        }
        return awake;
    }

    private Instant afterAWhile(Instant said, Instant expected, long now) {
        if (!ahead) {
            ahead = true;
            aheadSince = now;
        }
        if (now - aheadSince < LASTS_NANOS) {
            return expected;
        }
        ahead = false;
        Log.warnf("the clock is ahead by %s and stays so, which is followed", Duration.between(expected, said));
        return said;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    @SuppressWarnings("UnnecessaryMethodReference") // the interface's own method; this one would call itself
    public Clock withZone(ZoneId zone) {
        return ((InstantSource) this::instant).withZone(zone);
    }
}
