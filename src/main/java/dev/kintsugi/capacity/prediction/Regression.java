package dev.kintsugi.capacity.prediction;

import java.util.List;

/**
 * A linear regression that is updated with every observation, while older ones fade: it keeps what is needed to fit it,
 * and nothing of the observations themselves. Immutable.
 */
final class Regression {

    private final double[] doubts;
    private final RegressionSums sums;
    private final LeastSquares fit;
    private final double[] weights;

    private Regression(double[] doubts, RegressionSums sums, double[] before) {
        this.doubts = doubts;
        this.sums = sums;
        this.fit = new LeastSquares(doubtful(sums, doubts), sums.products());
        this.weights = fit.solveAfter(before);
    }

    /**
     * Nothing was observed.
     *
     * @param doubts for each feature, how many observations would have to tell that it counts before that is believed as
     *     much as that it does not; 0 if nothing is known before
     */
    static Regression of(double... doubts) {
        return new Regression(doubts, RegressionSums.none(doubts.length), new double[doubts.length]);
    }

    /** As if so many observations, as large as those that were made, had shown that a feature counts nothing. */
    private static double[][] doubtful(RegressionSums sums, double[] doubts) {
        var all = new double[doubts.length][];
        for (int i = 0; i < doubts.length; i++) {
            var row = sums.squares()[i];
            all[i] = row.clone();
            all[i][i] += doubts[i] * row[i] / Math.max(1, sums.samples());
        }
        return all;
    }

    /** The same after one more observation, that counts relative to its amount. */
    Regression with(double[] x, double y, double least) {
        return new Regression(doubts, sums.with(x, y, least), weights);
    }

    /** How much was observed; what is old counts less. */
    double samples() {
        return sums.samples();
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
        return Math.sqrt(Math.max(0, sums.error(weights)) / Math.max(1, sums.samples()));
    }

    /** All that it knows, as numbers that {@link #of(List, double...)} takes back. */
    List<Double> state() {
        return sums.state();
    }

    /** Knows nothing if these are not the numbers that {@link #state} gives. */
    static Regression of(List<Double> state, double... doubts) {
        return RegressionSums.of(state, doubts.length)
                .map(sums -> new Regression(doubts, sums, new double[doubts.length]))
                .orElseGet(() -> of(doubts));
    }
}
