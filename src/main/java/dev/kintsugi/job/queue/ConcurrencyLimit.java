package dev.kintsugi.job.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * How many jobs run at the same time: half as many when what they share has run out, one more after ten that went well while
 * all places were taken (additive increase, multiplicative decrease: Chiu and Jain 1989). Immutable.
 *
 * @param value between 1 and {@code most}
 * @param most what the device is set up for
 * @param cut when it was last made smaller
 */
record ConcurrencyLimit(double value, int most, Instant cut) {

    private static final double MORE = 0.1;

    /** What fails together was begun together: that counts once. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** As many as there can be. */
    static ConcurrencyLimit of(int most) {
        return new ConcurrencyLimit(most, most, Instant.MIN);
    }

    /** How many jobs may run. */
    int now() {
        return (int) value;
    }

    /** A job went well. */
    ConcurrencyLimit wentWell(int running) {
        // While fewer run than may, nothing shows that more could.
        return running < now() ? this : new ConcurrencyLimit(Math.min(most, value + MORE), most, cut);
    }

    /** A job ran out of a resource; if it ran alone, concurrency is not the cause. */
    ConcurrencyLimit ranOut(int running, Instant now) {
        return running <= 1 || cut.isAfter(now.minus(PAUSE))
                ? this
                : new ConcurrencyLimit(Math.max(1, Math.min(value, running) / 2), most, now);
    }
}
