package dev.kintsugi.ops.alert.delivery;

import java.time.Duration;
import java.util.Optional;

/** How long a receiver that did not take an alert is left alone. */
final class RetryPause {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;

    private RetryPause() {}

    /**
     * Twice as long after each failure, and a random share of up to half of it less; at least what the receiver asks for.
     *
     * @param failures one after the other, at least 1
     * @param random from 0 to 1
     */
    static Duration after(int failures, Optional<Duration> asked, double random) {
        var doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        var most = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        var pause = Duration.ofMillis((long) (most.toMillis() * (1 - random / 2)));
        return asked.filter(longer -> longer.compareTo(pause) > 0).orElse(pause);
    }
}
