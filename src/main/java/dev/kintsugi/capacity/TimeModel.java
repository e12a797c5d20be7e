package dev.kintsugi.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final int SLOWDOWNS = 4;

    private final Regression seen;
    private final List<Slowdown> stopped;

    private TimeModel(Regression seen, List<Slowdown> stopped) {
        this.seen = seen;
        this.stopped = List.copyOf(stopped);
    }

    public static TimeModel none() {
        return new TimeModel(Regression.of(TimeWork.FEATURES), List.of());
    }

    /** The same after one more attempt, which took so long. */
    public TimeModel with(TimeWork work, Duration took) {
        var seconds = took.toNanos() / NANOS;
        var more = new TimeModel(seen.with(work.features(), seconds, LEAST_SECONDS), List.of());
        var longer = seconds / more.usual(work) - 1;
        return new TimeModel(
                more.seen,
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
        var known = new ArrayList<>(stopped);
        known.add(new Slowdown(work.pixels(), least / usual(work) - 1));
        return new TimeModel(seen, known.subList(Math.max(0, known.size() - SLOWDOWNS), known.size()));
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

    /** In seconds, where nothing was stopped. */
    private double usual(TimeWork work) {
        return Math.max(LEAST_SECONDS / 1000, seen.expected(work.features()));
    }

    private double slowdown(TimeWork work) {
        return stopped.stream()
                .mapToDouble(slowdown -> slowdown.of(work.pixels()))
                .max()
                .orElse(0);
    }

    /** All that it knows, as numbers that {@link #of} takes back. */
    public List<Double> state() {
        var state = new ArrayList<>(seen.state());
        stopped.forEach(slowdown -> Collections.addAll(state, slowdown.pixels(), slowdown.share()));
        return state;
    }

    /** Knows nothing where these are not the numbers that {@link #state} gives. */
    public static TimeModel of(List<Double> state) {
        var size = none().seen.state().size();
        if (state.size() < size || (state.size() - size) % 2 != 0) {
            return none();
        }
        var stopped = new ArrayList<Slowdown>();
        for (int i = size; i < state.size(); i += 2) {
            stopped.add(new Slowdown(state.get(i), state.get(i + 1)));
        }
        var sound = stopped.stream()
                .filter(slowdown -> slowdown.pixels() >= 1 && slowdown.share() > 0 && slowdown.share() < 1e9)
                .limit(SLOWDOWNS)
                .toList();
        return new TimeModel(Regression.of(TimeWork.FEATURES, state.subList(0, size)), sound);
    }
}
