package dev.kintsugi.generation.attempt;

import java.time.Duration;

/**
 * Divides the time that a generation has left among its attempts. The first ones get most of it, and what is kept back is
 * enough for the lightest plans, which take a fraction of what was asked for. Where no other plan may follow nothing is kept back.
 */
final class TimeShares {

    /** For so many attempts time is kept back. */
    static final int RESERVED = 2;

    /** What each of them is sure to get, as a share of the time that is left. */
    private static final double EACH = 0.2;

    private TimeShares() {}

    /**
     * The time of the next attempt.
     *
     * @param left until the deadline
     * @param limit the most that an attempt may have
     * @param reserved for how many attempts after it time is kept back
     */
    static Duration of(Duration left, Duration limit, int reserved) {
        if (reserved == 0) {
            return left.compareTo(limit) < 0 ? left : limit;
        }
        var share = Duration.ofNanos((long) (left.toNanos() * (1 - EACH * reserved)));
        return share.compareTo(limit) < 0 ? share : limit;
    }
}
