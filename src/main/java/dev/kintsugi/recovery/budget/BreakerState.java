package dev.kintsugi.recovery.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** How a circuit breaker stands. */
public sealed interface BreakerState {

    /** All calls pass. */
    record Closed() implements BreakerState {}

    /** One call is let through to see whether the rest may follow. */
    record HalfOpen() implements BreakerState {}

    /**
     * No call passes.
     *
     * @param since when it opened, or when it was last tried in vain
     * @param until when it will be half open
     */
    record Open(Instant since, Instant until) implements BreakerState {

        /** Until a call may pass; zero if that time has come. */
        public Duration remaining(Instant now) {
            return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
        }
    }

    /**
     * Those of several candidates, in their order, that calls may be sent to: all whose breaker is not open, and those
     * whose time has come, since only a call can find out whether they are well again. Where every
     * breaker is open, refusing everything would turn a partial failure into a total one, so the one that has rested
     * the longest is left.
     */
    static <T> List<T> usable(List<T> candidates, Function<T, BreakerState> state, Instant now) {
        var usable = candidates.stream()
                .filter(candidate -> !(state.apply(candidate) instanceof Open open)
                        || open.remaining(now).isZero())
                .toList();
        return usable.isEmpty()
                ? candidates.stream().min(Comparator.comparing(candidate -> since(state.apply(candidate)))).stream()
                        .toList()
                : usable;
    }

    private static Instant since(BreakerState state) {
        return switch (state) {
            case Open open -> open.since();
            // It changed meanwhile, and for the better.
            case Closed _, HalfOpen _ -> Instant.MIN;
        };
    }
}
