package dev.kintsugi.recovery;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and after which pause the same plan is tried again: exponential backoff from a first pause.
 *
 * @param retries how often in all; one less for a failure of unknown cause, since repeating it is a guess
 * @param first the pause before the first retry; doubled for each further one
 * @param longest no pause is longer
 */
public record RetrySchedule(int retries, Duration first, Duration longest) {

    public static final RetrySchedule DEFAULT = new RetrySchedule(2, Duration.ofMillis(20), Duration.ofSeconds(5));

    /** The pause before the next retry, or nothing where no retry is left. */
    public Optional<Duration> next(FailureType type, int retriesSoFar) {
        var allowed = type == FailureType.INTERNAL_ERROR ? retries - 1 : retries;
        if (retriesSoFar >= allowed) {
            return Optional.empty();
        }
        var pause = first.multipliedBy(1L << Math.min(retriesSoFar, 20));
        return Optional.of(pause.compareTo(longest) > 0 ? longest : pause);
    }
}
