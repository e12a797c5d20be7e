package dev.kintsugi.capacity;

import java.time.Duration;
import java.util.List;

/**
 * How long the attempts of one variant of a model take, learned as {@link MemoryModel} learns memory, on {@link TimeWork}.
 * Immutable.
 */
public final class TimeModel {

    /** Before this many observations nothing is predicted. */
    public static final int ENOUGH = 4;

    private static final double NANOS = 1e9;
    private static final double LEAST_SECONDS = 0.05;
    private static final double MORE = 1.5;
    private static final int MOST_AT_ONCE = 32;

    private final Regression seen;

    private TimeModel(Regression seen) {
        this.seen = seen;
    }

    public static TimeModel none() {
        return new TimeModel(Regression.of(TimeWork.FEATURES));
    }

    /** The same after one more attempt, which took so long. */
    public TimeModel with(TimeWork work, Duration took) {
        return new TimeModel(seen.with(work.features(), took.toNanos() / NANOS, LEAST_SECONDS));
    }

    /** The same after an attempt that was stopped after this time: it counts until the prediction says that it is too long. */
    public TimeModel withMoreThan(TimeWork work, Duration limit) {
        var more = Duration.ofNanos((long) (limit.toNanos() * MORE));
        var model = this;
        for (int i = 0; i < MOST_AT_ONCE && model.expected(work).compareTo(more) < 0; i++) {
            model = model.with(work, more);
        }
        return model;
    }

    /** How much was observed; what is old counts less. */
    public double samples() {
        return seen.samples();
    }

    public boolean isEnough() {
        return samples() >= ENOUGH * 0.9;
    }

    /** How long an attempt will most likely take. */
    public Duration expected(TimeWork work) {
        return Duration.ofNanos((long) (seen.expected(work.features()) * NANOS));
    }

    /** All that it knows, as numbers that {@link #of} takes back. */
    public List<Double> state() {
        return seen.state();
    }

    /** Knows nothing where these are not the numbers that {@link #state} gives. */
    public static TimeModel of(List<Double> state) {
        return new TimeModel(Regression.of(TimeWork.FEATURES, state));
    }
}
