package dev.kintsugi.capacity.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    @Test
    void theShortWayLeadsWhereTheLongOneDoes() {
        var random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            var squares = new double[4][4];
            var products = new double[4];
            var before = new double[4];
            for (int seen = 0; seen < 30; seen++) {
                var x = new double[] {1, random.nextDouble(), random.nextDouble() * 3, random.nextDouble()};
                var y = Math.max(0, x[0] * 0.1 + x[1] - x[2] * 0.2 + 2 * x[3] + random.nextGaussian() * 0.3);
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < 4; j++) {
                        squares[i][j] += x[i] * x[j];
                    }
                    products[i] += x[i] * y;
                }
                var fit = new LeastSquares(squares, products);
                var all = fit.solve(-1);
                before = fit.solveAfter(before);
                for (int i = 0; i < 4; i++) {
                    assertThat(before[i]).isCloseTo(all[i], within(1e-6));
                }
            }
        }
    }
}
