package dev.kintsugi.capacity.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DependencyHealthTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DependencyHealth.Rhythm RHYTHM =
            new DependencyHealth.Rhythm(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final DependencyHealth begun = DependencyHealth.begun(NOW);

    @Test
    void isTriedAgainAfterPausesThatDoubleUpToTheLongest() {
        var standing = begun;
        var now = NOW;
        for (var pause : new int[] {1, 2, 4, 8, 10, 10}) {
            standing = standing.failed("broken", now, RHYTHM);
            assertThat(standing.nextProbe()).isEqualTo(now.plusSeconds(pause));
            assertThat(standing.failing().orElseThrow().since()).isEqualTo(NOW);
            now = standing.nextProbe();
        }
    }

    @Test
    void isWholeAfterOneProbeThatSucceedsAndBeginsWithTheShortPauseAnew() {
        var standing = begun.failed("broken", NOW, RHYTHM)
                .failed("broken", NOW, RHYTHM)
                .worked(NOW, RHYTHM);
        assertThat(standing.failing()).isEmpty();
        assertThat(standing.nextProbe()).isEqualTo(NOW.plusSeconds(30));
        assertThat(standing.failed("broken", NOW, RHYTHM).nextProbe()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void manyRequestsThatMeetTheSameFailureDoNotPutTheProbeOff() {
        var once = begun.reported("broken", NOW, RHYTHM);
        assertThat(once.reported("broken", NOW.plusMillis(900), RHYTHM)).isEqualTo(once);
        assertThat(once.nextProbe()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void tellsWhatDidNotWorkAsTheLastRequestMetItAndWhyAsTheLastProbeFoundIt() {
        var health = begun.reported("a store fails", NOW, RHYTHM).reported("jobs cannot be written", NOW, RHYTHM);
        assertThat(problem(health)).isEqualTo("jobs cannot be written");
        health = health.failed("no file can be made", NOW, RHYTHM).failed("the disk is full", NOW, RHYTHM);
        assertThat(problem(health)).isEqualTo("jobs cannot be written: the disk is full");
        assertThat(problem(health.reported("the disk is full", NOW, RHYTHM))).isEqualTo("the disk is full");
        health = begun.failed("the disk is full", NOW, RHYTHM).reported("artifacts cannot be written", NOW, RHYTHM);
        assertThat(problem(health)).isEqualTo("artifacts cannot be written: the disk is full");
        assertThat(problem(health.worked(NOW, RHYTHM).failed("it hangs", NOW, RHYTHM)))
                .isEqualTo("it hangs");
    }

    private static String problem(DependencyHealth health) {
        return health.failing().orElseThrow().problem();
    }
}
