package dev.kintsugi.report.analytics.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopRingTest {

    private static final long START = 1_800_000_000_000L;

    private final TopRing<String> ring = new TopRing<>(Duration.ofHours(1));

    @Test
    void tellsTheMostFrequentFirstAndWhenTheyCameLast() {
        ring.add("rare", START);
        ring.add("often", START);
        ring.add("often", START + 1000);
        assertThat(ring.top(10, START + 1000))
                .containsExactly(
                        new TopRing.Top<>("often", 2, 0, Instant.ofEpochMilli(START + 1000)),
                        new TopRing.Top<>("rare", 1, 0, Instant.ofEpochMilli(START)));
    }

    @Test
    void forgetsWhatIsOlderThanItsWindow() {
        ring.add("old", START);
        assertThat(ring.top(10, START + Duration.ofMinutes(61).toMillis())).isEmpty();
    }

    @Test
    void findsWhatComesOftenAmongManyThatComeOnce() {
        var random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            ring.add(random.nextInt(50) == 0 ? "often" : "once " + i, START);
        }
        var first = ring.top(1, START).getFirst();
        assertThat(first.key()).isEqualTo("often");
        assertThat(first.count() - first.error()).isBetween(700L, 1100L);
    }
}
