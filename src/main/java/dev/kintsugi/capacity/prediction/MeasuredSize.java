package dev.kintsugi.capacity.prediction;

import java.util.List;
import java.util.Optional;

/**
 * What one size of pictures took.
 *
 * @param work that was measured last
 * @param seconds that it took
 */
record MeasuredSize(TimeWork work, double seconds) {

    /** So many numbers are its state. */
    static final int NUMBERS = 5;

    private static final double LEAST_FACTOR = 0.1;
    private static final double LARGEST_FACTOR = 10;

    long pixels() {
        return work.pixels();
    }

    /** How many times as long as by the regression it took. */
    double factor(Regression seen) {
        var expected = seen.expected(work.features());
        return expected > 0 ? Math.clamp(seconds / expected, LEAST_FACTOR, LARGEST_FACTOR) : 1;
    }

    /** All of it, as numbers that {@link #of} takes back. */
    List<Double> state() {
        return List.of(
                (double) work.images(),
                (double) work.steps(),
                (double) work.predictions(),
                (double) work.pixels(),
                seconds);
    }

    /** Empty if these are not the numbers that {@link #state} gives. */
    static Optional<MeasuredSize> of(List<Double> state) {
        if (!state.stream().allMatch(number -> number > 0 && number < Long.MAX_VALUE)) {
            return Optional.empty();
        }
        var work = new TimeWork(
                state.get(0).intValue(),
                state.get(1).intValue(),
                state.get(2).intValue(),
                state.get(3).longValue());
        return Optional.of(new MeasuredSize(work, state.get(4)));
    }
}
