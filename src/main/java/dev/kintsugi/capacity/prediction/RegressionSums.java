package dev.kintsugi.capacity.prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a linear regression needs to know of its observations, of which older ones fade. Immutable.
 *
 * @param squares the sum of x xᵀ
 * @param products the sum of x y
 * @param total the sum of y²
 * @param samples how much was observed; what is old counts less
 */
record RegressionSums(double[][] squares, double[] products, double total, double samples) {

    private static final double KEEP = 0.98;

    /** Nothing was observed. */
    static RegressionSums none(int features) {
        return new RegressionSums(new double[features][features], new double[features], 0, 0);
    }

    /** The same after one more observation, that counts relative to its amount. */
    RegressionSums with(double[] x, double y, double least) {
        var n = products.length;
        var weight = 1 / ((y + least) * (y + least));
        var newSquares = new double[n][n];
        var newProducts = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                newSquares[i][j] = KEEP * squares[i][j] + weight * x[i] * x[j];
            }
            newProducts[i] = KEEP * products[i] + weight * x[i] * y;
        }
        return new RegressionSums(newSquares, newProducts, KEEP * total + weight * y * y, KEEP * samples + 1);
    }

    /** The sum of (y − x · weights)². */
    double error(double[] weights) {
        double error = total;
        for (int i = 0; i < products.length; i++) {
            error += weights[i] * (LeastSquares.dot(squares[i], weights) - 2 * products[i]);
        }
        return error;
    }

    /** All of it, as numbers that {@link #of} takes back. */
    List<Double> state() {
        var n = products.length;
        var state = new ArrayList<Double>(size(n));
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

    private static int size(int features) {
        return features * features + features + 2;
    }

    /** Empty if these are not the numbers that {@link #state} gives. */
    static Optional<RegressionSums> of(List<Double> state, int features) {
        var size = size(features);
        if (state.size() != size || !state.stream().allMatch(Double::isFinite)) {
            return Optional.empty();
        }
        var squares = new double[features][features];
        var products = new double[features];
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < features; j++) {
                squares[i][j] = state.get(i * features + j);
            }
            products[i] = state.get(features * features + i);
        }
        return Optional.of(new RegressionSums(squares, products, state.get(size - 2), state.get(size - 1)));
    }
}
