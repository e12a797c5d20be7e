package dev.kintsugi.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageResultsTest {

    private static final int RESULTS = 50_000;

    /** A run that did not stop in time goes on beside the next one for a while. */
    @Test
    void losesNothingWhileARunThatWasSetAsideStillAddsResults() throws Exception {
        var results = new StageResults();
        var together = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var runs = IntStream.of(0, RESULTS)
                    .mapToObj(first -> threads.submit(() -> {
                        together.await(1, TimeUnit.MINUTES);
                        for (int key = first; key < first + RESULTS; key++) {
                            add(results, key);
                        }
                        return first;
                    }))
                    .toList();
            for (var run : runs) {
                run.get(1, TimeUnit.MINUTES);
            }
        }
        for (int key = 0; key < 2 * RESULTS; key++) {
            assertThat(results.get(key, Integer.class, () -> -1)).isEqualTo(key);
        }
    }

    private static void add(StageResults results, int key) {
        assertThat(results.get(key, Integer.class, () -> key)).isEqualTo(key);
    }
}
