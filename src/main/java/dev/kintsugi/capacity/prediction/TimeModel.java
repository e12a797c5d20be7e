package dev.kintsugi.capacity.prediction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final int SLOWDOWNS = 4;

    private final Regression seen;
    private final MeasuredSizes measured;
    private final List<Slowdown> stopped;

    private TimeModel(Regression seen, MeasuredSizes measured, List<Slowdown> stopped) {
        this.seen = seen;
        this.measured = measured;
        this.stopped = List.copyOf(stopped);
    }

    public static TimeModel none() {
        return new TimeModel(Regression.of(TimeWork.doubts()), MeasuredSizes.NONE, List.of());
    }

    /** The same after one more attempt, which took so long. */
    public TimeModel with(TimeWork work, Duration took) {
        var seconds = took.toNanos() / NANOS;
        var more = seen.with(work.features(), seconds, LEAST_SECONDS);
        var longer = seconds / usual(more, measured, work) - 1;
        return new TimeModel(
                more,
                measured.with(work, seconds, seen),
                stopped.stream()
                        .map(slowdown -> slowdown.after(work.pixels(), longer))
                        .filter(slowdown -> !slowdown.isForgotten())
                        .toList());
    }

    /** The same after an attempt that was stopped after this time: the next one like it is expected to take longer. */
    public TimeModel withMoreThan(TimeWork work, Duration limit) {
        var least = limit.toNanos() / NANOS * MORE;
        if (usual(work) * (1 + slowdown(work)) >= least) {
            return this;
        }
        // What this size and larger ones took before is no longer true.
        var left = measured.below(work.pixels());
        var known = new ArrayList<>(stopped);
        known.add(new Slowdown(work.pixels(), least / usual(seen, left, work) - 1));
        return new TimeModel(seen, left, known.subList(Math.max(0, known.size() - SLOWDOWNS), known.size()));
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
        return stopped.stream()
                .mapToDouble(slowdown -> slowdown.of(work.pixels(), measured.largest()))
                .max()
                .orElse(0);
    }

    /** All that it knows, as numbers that {@link #of} takes back. */
    public List<Double> state() {
        var state = new ArrayList<>(seen.state());
        state.add((double) stopped.size());
        stopped.forEach(slowdown -> Collections.addAll(state, slowdown.pixels(), slowdown.share()));
        state.addAll(measured.state());
        return state;
    }

    /** Knows nothing if these are not the numbers that {@link #state} gives. */
    public static TimeModel of(List<Double> state) {
        var size = none().seen.state().size();
        if (state.size() <= size || !(state.get(size) >= 0 && state.get(size) <= SLOWDOWNS)) {
            return none();
        }
        var sizes = size + 1 + 2 * state.get(size).intValue();
        if (state.size() < sizes) {
            return none();
        }
        var stopped = new ArrayList<Slowdown>();
        for (int i = size + 1; i < sizes; i += 2) {
            stopped.add(new Slowdown(state.get(i), state.get(i + 1)));
        }
        var sound = stopped.stream()
                .filter(slowdown -> slowdown.pixels() >= 1 && slowdown.share() > 0 && slowdown.share() < 1e9)
                .toList();
        return new TimeModel(
                Regression.of(state.subList(0, size), TimeWork.doubts()),
                MeasuredSizes.of(state.subList(sizes, state.size())),
                sound);
    }
}
