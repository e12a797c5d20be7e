package dev.kintsugi.capacity;

import java.util.ArrayList;
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

    private static final double KEEP = 0.98;
    private static final double MEGA = 1e6;
    private static final double LEAST_NOISE = 0.05;
    private static final double SURE = 2;
    private static final double CAUTION = 0.9;
    private static final double MORE = 1.1;
    private static final int MOST_AT_ONCE = 8;

    private static final int N = MemoryWork.FEATURES;
    private static final int STATE = N * N + N + 2;

    private final double[][] squares;
    private final double[] products;
    private final double total;
    private final double samples;
    private final LeastSquares fit;
    private final double[] weights;
    private final double[] proportional;

    private MemoryModel(double[][] squares, double[] products, double total, double samples) {
        this.squares = squares;
        this.products = products;
        this.total = total;
        this.samples = samples;
        this.fit = new LeastSquares(squares, products);
        this.weights = fit.solve(-1);
        this.proportional = fit.solve(MemoryWork.SQUARE);
    }

    public static MemoryModel none() {
        return new MemoryModel(new double[N][N], new double[N], 0, 0);
    }

    /** The same after one more attempt, which took so many bytes. */
    public MemoryModel with(MemoryWork work, long bytes) {
        var x = work.features();
        var y = bytes / MEGA;
        var weight = 1 / ((y + 1) * (y + 1));
        var newSquares = new double[N][N];
        var newProducts = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                newSquares[i][j] = KEEP * squares[i][j] + weight * x[i] * x[j];
            }
            newProducts[i] = KEEP * products[i] + weight * x[i] * y;
        }
        return new MemoryModel(newSquares, newProducts, KEEP * total + weight * y * y, KEEP * samples + 1);
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
        return samples;
    }

    public boolean isEnough() {
        return samples >= ENOUGH * 0.9;
    }

    /** The bytes that an attempt will most likely take. */
    public long expected(MemoryWork work) {
        return (long) (LeastSquares.dot(work.features(), weights) * MEGA);
    }

    /**
     * The bytes that an attempt will surely take: what its size demands in proportion to what was seen, or more where
     * enough was seen to know that it grows faster.
     */
    public long least(MemoryWork work) {
        var x = work.features();
        var likely = LeastSquares.dot(x, weights);
        var inProportion = CAUTION * LeastSquares.dot(x, proportional);
        var surely = likely - SURE * noise() * Math.sqrt(fit.leverage(x));
        return (long) (Math.max(0, Math.min(likely, Math.max(inProportion, surely))) * MEGA);
    }

    /** The standard deviation of what was seen from what would have been predicted, as a share. */
    private double noise() {
        double error = total;
        for (int i = 0; i < N; i++) {
            error += weights[i] * (LeastSquares.dot(squares[i], weights) - 2 * products[i]);
        }
        return Math.max(LEAST_NOISE, Math.sqrt(Math.max(0, error) / Math.max(1, samples)));
    }

    /** All that it knows, as numbers that {@link #of} takes back. */
    public List<Double> state() {
        var state = new ArrayList<Double>(STATE);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                state.add(squares[i][j]);
            }
        }
        for (var product : products) {
            state.add(product);
        }
        state.add(total);
        state.add(samples);
        return state;
    }

    /** Knows nothing where these are not the numbers that {@link #state} gives. */
    public static MemoryModel of(List<Double> state) {
        if (state.size() != STATE || !state.stream().allMatch(Double::isFinite)) {
            return none();
        }
        var squares = new double[N][N];
        var products = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                squares[i][j] = state.get(i * N + j);
            }
            products[i] = state.get(N * N + i);
        }
        return new MemoryModel(squares, products, state.get(STATE - 2), state.get(STATE - 1));
    }
}
