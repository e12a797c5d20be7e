package dev.kintsugi.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = START;
    private long nanos = -5;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    /** Time goes on, as it does for both. */
    private Instant after(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
        return clock.instant();
    }

    @Test
    void isTheTimeOfDay() {
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(after(Duration.ofMillis(1500))).isEqualTo(wall);
        wall = wall.plusMillis(300); // a small correction
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(wall);
    }

    @Test
    void goesOnWhereTheClockWentBack() {
        var before = after(Duration.ofSeconds(5));
        wall = wall.minus(Duration.ofHours(1));
        for (int second = 1; second < 100; second++) {
            assertThat(after(Duration.ofSeconds(1))).isEqualTo(before.plusSeconds(second));
        }
        wall = wall.plus(Duration.ofHours(1));
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(wall);
    }

    @Test
    void followsALeapAheadOnlyWhereItLasts() {
        var before = after(Duration.ofSeconds(5));
        wall = wall.plus(Duration.ofHours(1));
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(before.plusSeconds(1));
        wall = wall.minus(Duration.ofHours(1));
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(before.plusSeconds(2));
        wall = wall.plus(Duration.ofHours(1));
        for (int second = 0; second < 10; second++) {
            assertThat(after(Duration.ofSeconds(1))).isBefore(before.plusSeconds(60));
        }
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(wall);
    }

    @Test
    void neverGoesBackWhateverTheClockDoes() {
        var random = new Random(3);
        var before = clock.instant();
        for (int i = 0; i < 10_000; i++) {
            wall = wall.plusMillis(random.nextInt(20_000) - 10_000);
            var now = after(Duration.ofMillis(random.nextInt(3000)));
            assertThat(now).isAfterOrEqualTo(before);
            before = now;
        }
    }
}
