package dev.kintsugi.report.analytics.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountRingTest {

    private static final long START = 1_800_000_000_000L;

    private final CountRing<String> ring = new CountRing<>(Duration.ofMinutes(1), 60, 60, key -> key.substring(0, 1));

    @Test
    void countsWhatIsInTheWindowAndNothingOlder() {
        ring.add("a", START);
        ring.add("a", START + minutes(30));
        ring.add("b", START + minutes(59));
        assertThat(ring.counts(START + minutes(59))).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(ring.counts(START + minutes(60))).isEqualTo(Map.of("a", 1L, "b", 1L));
        assertThat(ring.counts(START + minutes(200))).isEmpty();
    }

    @Test
    void countsLikeOneThatRemembersEverything() {
        var random = new Random(7);
        var all = new TreeMap<Long, String>();
        var now = START;
        for (int i = 0; i < 20_000; i++) {
            now += 1 + random.nextInt(20_000);
            var key = random.nextBoolean() ? "a" : "b";
            ring.add(key, now);
            all.put(now, key);
            if (i % 500 == 0) {
                var first = (now / 60_000 - 59) * 60_000;
                var a = all.tailMap(first).values().stream().filter("a"::equals).count();
                assertThat(ring.counts(now).getOrDefault("a", 0L)).isEqualTo(a);
            }
        }
    }

    @Test
    void losesNoCountWhereThereAreTooManyKeys() {
        for (int i = 0; i < 10_000; i++) {
            ring.add("m" + i, START);
        }
        var counts = ring.counts(START);
        assertThat(counts).hasSizeLessThan(510).containsKey("m");
        assertThat(counts.values().stream().mapToLong(count -> count).sum()).isEqualTo(10_000);
    }

    @Test
    void goesOnAfterARestartWithWhatIsNotTooOld() {
        ring.add("a", START);
        ring.add("a", START + minutes(40));
        var kept = ring.slots(START + minutes(40));
        var after = new CountRing<String>(Duration.ofMinutes(1), 60, 60, key -> key);
        after.add("a", START + minutes(70));
        after.restore(kept, START + minutes(70));
        assertThat(after.counts(START + minutes(70))).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void knowsWhatWasBeforeTheWindowAndDoesNotCountIt() {
        var longer = new CountRing<String>(Duration.ofMinutes(1), 60, 120, key -> key);
        longer.add("a", START);
        longer.add("a", START + minutes(100));
        assertThat(longer.counts(START + minutes(100))).isEqualTo(Map.of("a", 1L));
        assertThat(longer.slots(START + minutes(100))).hasSize(2);
        assertThat(longer.slots(START + minutes(120))).hasSize(1);
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toMillis();
    }
}
