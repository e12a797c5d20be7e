package dev.kintsugi.capacity.load;

import static dev.kintsugi.capacity.load.ServiceLevel.FULL;
import static dev.kintsugi.capacity.load.ServiceLevel.MINIMAL;
import static dev.kintsugi.capacity.load.ServiceLevel.REDUCED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LevelStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final LevelState.Limits LIMITS = new LevelState.Limits(0.7, 0.9, 0.1, Duration.ofSeconds(10));

    /** Every level, every load in hundredths, waited long or not. */
    @Test
    void fallsAtOnceAndRisesByOneAfterAWhile() {
        for (var level : ServiceLevel.values()) {
            for (var calm : new Optional<?>[] {
                Optional.empty(), Optional.of(NOW.minusSeconds(9)), Optional.of(NOW.minusSeconds(10))
            }) {
                for (int hundredths = 0; hundredths <= 100; hundredths++) {
                    var load = hundredths / 100.0;
                    var since = calm.map(Instant.class::cast);
                    var next = new LevelState(level, since).next(load, NOW, LIMITS);
                    var due = load >= 0.9 ? MINIMAL : load >= 0.7 ? REDUCED : FULL;
                    var lower = level != FULL && load < (level == REDUCED ? 0.7 : 0.9) - 0.1;
                    var rises = lower
                            && since.filter(at -> at.equals(NOW.minusSeconds(10)))
                                    .isPresent();
                    assertThat(next.level())
                            .as("from %s at %s after %s", level, load, calm)
                            .isEqualTo(
                                    due.compareTo(level) > 0
                                            ? due
                                            : rises ? ServiceLevel.values()[level.ordinal() - 1] : level);
                }
            }
        }
    }

    @Test
    void doesNotGoToAndFroWhereTheLoadDoes() {
        var state = LevelState.BEST;
        var changes = 0;
        for (int second = 0; second < 600; second++) {
            var next = state.next(second % 4 < 2 ? 0.75 : 0.5, NOW.plusSeconds(second), LIMITS);
            changes += next.level() == state.level() ? 0 : 1;
            state = next;
        }
        assertThat(changes).isEqualTo(1);
        assertThat(state.level()).isEqualTo(REDUCED);
    }

    @Test
    void aBusyOrFullMachineCountsOnlyAsFarAsRequestsWait() {
        assertThat(new Load(1, 0.95, 0.9, 0).worst()).isZero();
        assertThat(new Load(0.1, 0.2, 0.8, 0.5).worst()).isEqualTo(0.8);
        assertThat(new Load(1, 0, 0, 0.25).worst()).isEqualTo(0.5);
        assertThat(new Load(0.8, 0, 0, 0.5).worst()).isEqualTo(0.8);
        assertThat(new Load(0, 0, 0, 1).worst()).isEqualTo(1);
    }

    @Test
    void aShortPeakDoesNothing() {
        var load = Load.NONE.smoothed(new Load(1, 1, 0, 1), 0.3);
        assertThat(load.worst()).isEqualTo(0.3);
        for (int look = 0; look < 10; look++) {
            load = load.smoothed(new Load(1, 1, 0, 1), 0.3);
        }
        assertThat(load.worst()).isGreaterThan(0.97);
    }

    @Test
    void readsThePressureThatLinuxTells() {
        assertThat(CpuPressure.parse(
                        "some avg10=18.80 avg60=47.04 avg300=69.94 total=2722892481\nfull avg10=0.00 avg60=0\n"))
                .hasValue(0.188);
        assertThat(CpuPressure.parse("nothing of the kind")).isEmpty();
        CpuPressure.read(Path.of("/")).ifPresent(share -> assertThat(share).isBetween(0.0, 1.0));
    }
}
