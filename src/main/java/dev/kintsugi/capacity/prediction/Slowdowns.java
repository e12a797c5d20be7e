package dev.kintsugi.capacity.prediction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What is known of attempts that were stopped. Immutable.
 *
 * @param latest the one that was learned last at the end
 */
record Slowdowns(List<Slowdown> latest) {

    static final Slowdowns NONE = new Slowdowns(List.of());

    /** So many are kept. */
    private static final int MOST = 4;

    /** The same with one more. */
    Slowdowns with(Slowdown stopped) {
        var known = new ArrayList<>(latest);
        known.add(stopped);
        return new Slowdowns(List.copyOf(known.subList(Math.max(0, known.size() - MOST), known.size())));
    }

    /**
     * The same after an attempt that ended.
     *
     * @param longer how much longer it took than expected without this, as a share
     */
    Slowdowns after(long pixels, double longer) {
        return new Slowdowns(latest.stream()
                .map(slowdown -> slowdown.after(pixels, longer))
                .filter(slowdown -> !slowdown.isForgotten())
                .toList());
    }

    /**
     * How much longer a picture of this size takes, as a share.
     *
     * @param ended the pixels of the largest picture that was measured
     */
    double of(long pixels, long ended) {
        return latest.stream()
                .mapToDouble(slowdown -> slowdown.of(pixels, ended))
                .max()
                .orElse(0);
    }

    /** How many there are and all of them, as numbers that {@link #of(List)} takes back. */
    List<Double> state() {
        var state = new ArrayList<Double>();
        state.add((double) latest.size());
        latest.forEach(slowdown -> Collections.addAll(state, slowdown.pixels(), slowdown.share()));
        return state;
    }

    /** So many numbers of a state belong to them; empty if these are not the numbers that begin with {@link #state}. */
    static Optional<Integer> size(List<Double> state) {
        if (state.isEmpty() || !(state.getFirst() >= 0 && state.getFirst() <= MOST)) {
            return Optional.empty();
        }
        return Optional.of(1 + 2 * state.getFirst().intValue()).filter(size -> size <= state.size());
    }

    /** Without what makes no sense. */
    static Slowdowns of(List<Double> state) {
        var stopped = new ArrayList<Slowdown>();
        for (int i = 1; i < state.size(); i += 2) {
            stopped.add(new Slowdown(state.get(i), state.get(i + 1)));
        }
        return new Slowdowns(stopped.stream()
                .filter(slowdown -> slowdown.pixels() >= 1 && slowdown.share() > 0 && slowdown.share() < 1e9)
                .toList());
    }
}
