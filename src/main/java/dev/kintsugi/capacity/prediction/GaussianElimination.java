package dev.kintsugi.capacity.prediction;

/** Solves systems of linear equations whose matrix is positive definite, so that no pivot is zero. */
final class GaussianElimination {

    private GaussianElimination() {}

    /**
     * The x of A x = b.
     *
     * @param rows of A, n × n, each with its element of b at the end; they are changed
     */
    static double[] solve(double[][] rows) {
        int n = rows.length;
        for (int i = 0; i < n; i++) {
            for (int below = i + 1; below < n; below++) {
                var factor = rows[below][i] / rows[i][i];
                for (int j = i; j <= n; j++) {
                    rows[below][j] -= factor * rows[i][j];
                }
            }
        }
        var x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            var rest = rows[i][n];
            for (int j = i + 1; j < n; j++) {
                rest -= rows[i][j] * x[j];
            }
            x[i] = rest / rows[i][i];
        }
        return x;
    }
}
