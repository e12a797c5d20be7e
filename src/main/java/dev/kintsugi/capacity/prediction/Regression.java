package dev.kintsugi.capacity.prediction;

import java.util.ArrayList;
import java.util.List;

/**
 * The sums of a linear regression that is updated with every observation, while older ones fade: what is needed to fit
 * it, and nothing of the observations themselves. Immutable.
 */
final class Regression {

    private static final double KEEP = 0.98;

    private final int n;
    private final double[] doubts;
    private final double[][] squares;
    private final double[] products;
    private final double total;
    private final double samples;
    private final LeastSquares fit;
    private final double[] weights;

    private Regression(
            double[] doubts, double[][] squares, double[] products, double total, double samples, double[] before) {
        this.doubts = doubts;
        this.n = products.length;
        this.squares = squares;
        this.products = products;
        this.total = total;
        this.samples = samples;
        this.fit = new LeastSquares(doubtful(squares, samples, doubts), products);
        this.weights = fit.solveAfter(before);
    }

    /**
     * Nothing was observed.
     *
     * @param doubts for each feature, how many observations would have to tell that it counts before that is believed as
     *     much as that it does not; 0 if nothing is known before
     */
    static Regression of(double... doubts) {
        var features = doubts.length;
        return new Regression(doubts, new double[features][features], new double[features], 0, 0, new double[features]);
    }

    /** As if so many observations, as large as those that were made, had shown that a feature counts nothing. */
    private static double[][] doubtful(double[][] squares, double samples, double[] doubts) {
        var all = new double[doubts.length][];
        for (int i = 0; i < doubts.length; i++) {
            all[i] = squares[i].clone();
            all[i][i] += doubts[i] * squares[i][i] / Math.max(1, samples);
        }
        return all;
    }

    /** The same after one more observation, that counts relative to its amount. */
    Regression with(double[] x, double y, double least) {
        var weight = 1 / ((y + least) * (y + least));
        var newSquares = new double[n][n];
        var newProducts = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                newSquares[i][j] = KEEP * squares[i][j] + weight * x[i] * x[j];
            }
            newProducts[i] = KEEP * products[i] + weight * x[i] * y;
        }
        return new Regression(
                doubts, newSquares, newProducts, KEEP * total + weight * y * y, KEEP * samples + 1, weights);
    }

    /** How much was observed; what is old counts less. */
    double samples() {
        return samples;
    }

    double expected(double[] x) {
        return LeastSquares.dot(x, weights);
    }

    /** The weights of a fit in which one feature counts nothing. */
    double[] without(int feature) {
        return fit.solve(feature);
    }

    /** How uncertain a prediction is, as a share of the variance of the noise. */
    double leverage(double[] x) {
        return fit.leverage(x);
    }

    /** The standard deviation of what was seen from what would have been predicted, as a share. */
    double noise() {
        double error = total;
        for (int i = 0; i < n; i++) {
            error += weights[i] * (LeastSquares.dot(squares[i], weights) - 2 * products[i]);
        }
        return Math.sqrt(Math.max(0, error) / Math.max(1, samples));
    }

    /** All that it knows, as numbers that {@link #of(List, double...)} takes back. */
    List<Double> state() {
        var state = new ArrayList<Double>(n * n + n + 2);
        for (var row : squares) {
            for (var square : row) {
                state.add(square);
            }
        }
        for (var product : products) {
            state.add(product);
        }
        state.add(total);
        state.add(samples);
        return state;
    }

    /** Knows nothing if these are not the numbers that {@link #state} gives. */
    static Regression of(List<Double> state, double... doubts) {
        var features = doubts.length;
        var size = features * features + features + 2;
        if (state.size() != size || !state.stream().allMatch(Double::isFinite)) {
            return of(doubts);
        }
        var squares = new double[features][features];
        var products = new double[features];
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < features; j++) {
                squares[i][j] = state.get(i * features + j);
            }
            products[i] = state.get(features * features + i);
        }
        return new Regression(
                doubts, squares, products, state.get(size - 2), state.get(size - 1), new double[features]);
    }
}
