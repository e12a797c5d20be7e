package dev.kintsugi.recovery.budget;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often and after which pause the same plan is tried again, by what failed: exponential backoff from a first pause.
 *
 * @param usual the backoff of a failure that has no other
 * @param own those that have
 */
public record RetrySchedule(Backoff usual, Map<FailureType, Backoff> own) {

    /**
     * One schedule.
     *
     * @param retries how often in all
     * @param first the pause before the first retry; doubled for each further one
     * @param longest no pause is longer
     */
    public record Backoff(int retries, Duration first, Duration longest) {

        public Backoff {
            if (retries < 0 || first.isNegative() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException(
                        "retries and pauses must not be negative, and the longest pause not shorter than the first");
            }
        }

        static Backoff of(int retries, int firstMillis, int longestMillis) {
            return new Backoff(retries, Duration.ofMillis(firstMillis), Duration.ofMillis(longestMillis));
        }

        Optional<Duration> next(int retriesSoFar) {
            if (retriesSoFar >= retries) {
                return Optional.empty();
            }
            var pause = first.multipliedBy(1L << Math.min(retriesSoFar, 20));
            return Optional.of(pause.compareTo(longest) > 0 ? longest : pause);
        }
    }

    /**
     * A network needs longer to come back than a lock; to retry an unknown failure is a guess. Never so often that
     * no try is left for what else could help.
     */
    public static final RetrySchedule DEFAULT = new RetrySchedule(Backoff.of(2, 20, 5000), standard());

    public RetrySchedule {
        own = Map.copyOf(own);
    }

    private static Map<FailureType, Backoff> standard() {
        var own = new EnumMap<FailureType, Backoff>(FailureType.class);
        for (var network : new FailureType[] {NETWORK_CONNECTIVITY_LOSS, MODEL_DOWNLOAD_FAILURE, EXTERNAL_API_ERROR}) {
            own.put(network, Backoff.of(2, 100, 5000));
        }
        own.put(CONCURRENT_ACCESS_ERROR, Backoff.of(3, 10, 1000));
        own.put(TOOL_EXECUTION_FAILED, Backoff.of(1, 200, 5000));
        own.put(INTERNAL_ERROR, Backoff.of(1, 20, 5000));
        return own;
    }

    /** The same with another pace for a kind of failure. */
    public RetrySchedule with(FailureType type, Backoff pace) {
        var changed = new EnumMap<FailureType, Backoff>(FailureType.class);
        changed.putAll(own);
        changed.put(type, pace);
        return new RetrySchedule(usual, changed);
    }

    public Backoff pace(FailureType type) {
        return own.getOrDefault(type, usual);
    }

    /** The pause before the next retry, or nothing if no retry is left. */
    public Optional<Duration> next(FailureType type, int retriesSoFar) {
        return pace(type).next(retriesSoFar);
    }
}
