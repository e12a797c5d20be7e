package dev.kintsugi.capacity.prediction;

import java.util.List;

/**
 * The memory that attempts of one variant of a model need beyond the weights, learned from what they took: a linear
 * regression on {@link MemoryWork}, updated with every observation, in which older ones fade. Errors count relative to
 * the amount, since they grow with it. No weight is negative, so a larger picture is never predicted to need less.
 * Immutable.
 */
public final class MemoryModel {

    /** Before this many observations nothing is predicted. */
    public static final int ENOUGH = 4;

    private static final double MEGA = 1e6;
    private static final double LEAST_NOISE = 0.05;
    private static final double SURE = 2;
    private static final double CAUTION = 0.9;
    private static final double MORE = 1.1;
    private static final int MOST_AT_ONCE = 8;

    private final Regression seen;
    private final double[] proportional;

    private MemoryModel(Regression seen) {
        this.seen = seen;
        this.proportional = seen.without(MemoryWork.SQUARE);
    }

    public static MemoryModel none() {
        return new MemoryModel(Regression.of(new double[MemoryWork.FEATURES]));
    }

    /** The same after one more attempt, which took so many bytes. */
    public MemoryModel with(MemoryWork work, long bytes) {
        return new MemoryModel(seen.with(work.features(), bytes / MEGA, 1));
    }

    /**
     * The same after an attempt that would have taken more bytes than these, and failed: it counts as often as it takes
     * for the prediction to say so, since nothing is known of how much more it was, but for certain that it was more.
     */
    public MemoryModel withMoreThan(MemoryWork work, long bytes) {
        var model = this;
        for (int i = 0; i < MOST_AT_ONCE && model.expected(work) <= bytes; i++) {
            model = model.with(work, (long) (bytes * MORE));
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

    /** The bytes that an attempt will most likely take. */
    public long expected(MemoryWork work) {
        return (long) (seen.expected(work.features()) * MEGA);
    }

    /**
     * The bytes that an attempt will surely take: what its size demands in proportion to what was seen, or more if
     * enough was seen to know that it grows faster.
     */
    public long least(MemoryWork work) {
        var x = work.features();
        var likely = seen.expected(x);
        var inProportion = CAUTION * LeastSquares.dot(x, proportional);
        var noise = Math.max(LEAST_NOISE, seen.noise());
        var surely = likely - SURE * noise * Math.sqrt(seen.leverage(x));
        return (long) (Math.max(0, Math.min(likely, Math.max(inProportion, surely))) * MEGA);
    }

    /** All that it knows, as numbers that {@link #of} takes back. */
    public List<Double> state() {
        return seen.state();
    }

    /** Knows nothing if these are not the numbers that {@link #state} gives. */
    public static MemoryModel of(List<Double> state) {
        return new MemoryModel(Regression.of(state, new double[MemoryWork.FEATURES]));
    }
}
