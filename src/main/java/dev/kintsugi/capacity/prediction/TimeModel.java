package dev.kintsugi.capacity.prediction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the attempts of one variant of a model take, learned as {@link MemoryModel} learns memory, on {@link TimeWork}.
 * What pictures of the same size took counts more than what follows from other sizes, between two such sizes in
 * proportion. Immutable.
 */
public final class TimeModel {

    /** Before this many observations nothing is predicted. */
    public static final int ENOUGH = 4;

    private static final double NANOS = 1e9;
    private static final double LEAST_SECONDS = 0.05;
    private static final double MORE = 1.5;

    private final Regression seen;
    private final MeasuredSizes measured;
    private final Slowdowns stopped;

    private TimeModel(Regression seen, MeasuredSizes measured, Slowdowns stopped) {
        this.seen = seen;
        this.measured = measured;
        this.stopped = stopped;
    }

    public static TimeModel none() {
        return new TimeModel(Regression.of(TimeWork.doubts()), MeasuredSizes.NONE, Slowdowns.NONE);
    }

    /** The same after one more attempt, which took so long. */
    public TimeModel with(TimeWork work, Duration took) {
        var seconds = took.toNanos() / NANOS;
        var more = seen.with(work.features(), seconds, LEAST_SECONDS);
        var longer = seconds / usual(more, measured, work) - 1;
        return new TimeModel(more, measured.with(work, seconds, seen), stopped.after(work.pixels(), longer));
    }

    /** The same after an attempt that was stopped after this time: the next one like it is expected to take longer. */
    public TimeModel withMoreThan(TimeWork work, Duration limit) {
        var least = limit.toNanos() / NANOS * MORE;
        if (usual(work) * (1 + slowdown(work)) >= least) {
            return this;
        }
        // What this size and larger ones took before is no longer true.
        var left = measured.below(work.pixels());
        return new TimeModel(
                seen, left, stopped.with(new Slowdown(work.pixels(), least / usual(seen, left, work) - 1)));
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
        return Duration.ofNanos((long) Math.ceil(usual(work) * (1 + slowdown(work)) * NANOS));
    }

    /** In seconds, of runs that were not stopped. */
    private double usual(TimeWork work) {
        return usual(seen, measured, work);
    }

    private static double usual(Regression seen, MeasuredSizes measured, TimeWork work) {
        return Math.max(LEAST_SECONDS / 1000, seen.expected(work.features()) * measured.factor(work, seen));
    }

    private double slowdown(TimeWork work) {
        return stopped.of(work.pixels(), measured.largest());
    }

    /** All that it knows, as numbers that {@link #of} takes back. */
    public List<Double> state() {
        var state = new ArrayList<>(seen.state());
        state.addAll(stopped.state());
        state.addAll(measured.state());
        return state;
    }

    /** Knows nothing if these are not the numbers that {@link #state} gives. */
    public static TimeModel of(List<Double> state) {
        var size = none().seen.state().size();
        if (state.size() <= size) {
            return none();
        }
        var rest = state.subList(size, state.size());
        return Slowdowns.size(rest)
                .map(slowdowns -> new TimeModel(
                        Regression.of(state.subList(0, size), TimeWork.doubts()),
                        MeasuredSizes.of(rest.subList(slowdowns, rest.size())),
                        Slowdowns.of(rest.subList(0, slowdowns))))
                .orElseGet(TimeModel::none);
    }
}
