package dev.kintsugi.capacity.prediction;

import java.util.Arrays;

/**
 * Weights that explain what was seen best and are not negative (Lawson and Hanson 1974, chapter 23), by trying every
 * choice of features that may count. There are four, so those are few. A small penalty on their squares (ridge) decides
 * between weights that the observations cannot tell apart; if only one size was seen, what it took is put down to
 * its size and not to what is the same for all.
 */
final class LeastSquares {

    private static final double RIDGE = 1e-5;
    private static final double RIDGE_OF_CONSTANT = 1e-2;
    private static final double ROUNDING = 1e-9;

    private final double[][] squares;
    private final double[] products;

    /**
     * @param squares the sum of x xᵀ
     * @param products the sum of x y
     */
    LeastSquares(double[][] squares, double[] products) {
        this.squares = new double[products.length][];
        this.products = products;
        for (int i = 0; i < products.length; i++) {
            this.squares[i] = squares[i].clone();
            this.squares[i][i] += i == MemoryWork.CONSTANT ? RIDGE_OF_CONSTANT : RIDGE;
        }
    }

    /**
     * The same as {@link #solve(int)} of no feature, faster if the active set is unchanged.
     *
     * @param before the weights that explained a little less
     */
    double[] solveAfter(double[] before) {
        int choice = 0;
        for (int i = 0; i < before.length; i++) {
            choice |= before[i] > 0 ? 1 << i : 0;
        }
        var weights = solveOnly(choice, products);
        return choice != 0 && isBest(weights) ? weights : solve(-1);
    }

    /** No weight is negative, and none that is zero would explain more if it were not (Karush, Kuhn and Tucker). */
    private boolean isBest(double[] weights) {
        for (int i = 0; i < weights.length; i++) {
            var gain = products[i] - dot(squares[i], weights);
            if (weights[i] < 0 || weights[i] == 0 && gain > ROUNDING * Math.abs(products[i])) {
                return false;
            }
        }
        return true;
    }

    /** @param without the feature that has to count nothing, or −1 */
    double[] solve(int without) {
        var best = new double[products.length];
        double least = 0;
        for (int choice = 1; choice < 1 << products.length; choice++) {
            if (without >= 0 && (choice >> without & 1) == 1) {
                continue;
            }
            var weights = solveOnly(choice, products);
            var error = error(weights);
            if (error < least && Arrays.stream(weights).allMatch(weight -> weight >= 0)) {
                best = weights;
                least = error;
            }
        }
        return best;
    }

    /** xᵀ (Σ x xᵀ)⁻¹ x: how uncertain a prediction for x is, as a share of the variance of the noise. */
    double leverage(double[] x) {
        return dot(x, solveOnly((1 << products.length) - 1, x));
    }

    /** The squared error but for what is the same for all weights. */
    private double error(double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (dot(squares[i], weights) - 2 * products[i]);
        }
        return sum;
    }

    /** The weights of the features of a choice; those of all others are 0. */
    private double[] solveOnly(int choice, double[] right) {
        int n = right.length;
        var rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOf(squares[i], n + 1);
            rows[i][n] = right[i];
            for (int j = 0; j < n; j++) {
                if ((choice >> i & choice >> j & 1) == 0) {
                    rows[i][j] = i == j ? 1 : 0;
                }
            }
            rows[i][n] = (choice >> i & 1) == 1 ? right[i] : 0;
        }
        return GaussianElimination.solve(rows);
    }

    static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
