package dev.kintsugi.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = START;
    private long nanos = -5;
    private long slept = 7;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos, () -> OptionalLong.of(nanos + slept));

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
    void aClockThatIsSetAheadIsNotFollowed() {
        var before = after(Duration.ofSeconds(5));
        wall = wall.plus(Duration.ofDays(8));
        for (int second = 1; second < 100; second++) {
            assertThat(after(Duration.ofSeconds(1))).isEqualTo(before.plusSeconds(second));
        }
        wall = wall.minus(Duration.ofDays(8));
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(wall);
    }

    @Test
    void goesOnWithAMachineThatHasSlept() {
        after(Duration.ofSeconds(5));
        for (var sleep : List.of(Duration.ofHours(9), Duration.ofMinutes(1), Duration.ofDays(9))) {
            wall = wall.plus(sleep);
            slept += sleep.toNanos();
            assertThat(after(Duration.ofSeconds(3))).isEqualTo(wall);
        }
        wall = wall.plus(Duration.ofHours(2));
        var set = after(Duration.ofSeconds(1));
        wall = wall.plus(Duration.ofHours(1));
        slept += Duration.ofHours(1).toNanos();
        assertThat(after(Duration.ofSeconds(2)))
                .as("only the sleep is followed")
                .isBetween(
                        set.plus(Duration.ofHours(1)),
                        set.plus(Duration.ofHours(1)).plusSeconds(5));
    }

    @Test
    void followsALeapAheadThatLastsIfTheSystemDoesNotTellHowLongItSlept() {
        var clock = new SteadyClock(() -> wall, () -> nanos, OptionalLong::empty);
        wall = wall.plus(Duration.ofHours(1));
        var before = clock.instant();
        assertThat(before).isEqualTo(START);
        for (int second = 1; second < 10; second++) {
            after(Duration.ofSeconds(1));
            assertThat(clock.instant()).isEqualTo(before.plusSeconds(second));
        }
        after(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(wall);
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
