package dev.kintsugi.recovery.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.failure.Circumstance;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeverityTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            low,      ,                              low
            low,      REPEATED,                      medium
            critical, REPEATED,                      critical
            low,      DATA_AT_RISK,                  high
            critical, DATA_AT_RISK,                  critical
            high,     DATA_AT_RISK REPEATED,         critical
            medium,   LAST_HEALTHY_MODEL,            critical
            critical, CALLERS_MISTAKE,               low
            high,     CALLERS_MISTAKE REPEATED,      low
            """)
    void isRaisedAndLoweredByTheCircumstances(String usual, String circumstances, String expected) {
        Set<Circumstance> set = circumstances == null
                ? Set.of()
                : Arrays.stream(circumstances.split(" "))
                        .map(Circumstance::valueOf)
                        .collect(Collectors.toSet());
        assertThat(severity(usual).under(set)).isEqualTo(severity(expected));
    }

    @Test
    void somethingIsRepeatedOnceItStruckOftenEnoughWithinTheWindow() {
        var repetition = new Repetition(3, Duration.ofMinutes(1));
        var now = Toy.NOW;
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "a", now)).isFalse();
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "b", now.plusSeconds(30)))
                .isFalse();
        assertThat(repetition.noted(FailureType.VRAM_EXHAUSTION, "m", "c", now.plusSeconds(31)))
                .isFalse();
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "other", "d", now.plusSeconds(32)))
                .isFalse();
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "e", now.plusSeconds(60)))
                .isTrue();
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "f", now.plusSeconds(91)))
                .isFalse();
    }

    @Test
    void theTriesOfOneOperationCountOnce() {
        var repetition = new Repetition(2, Duration.ofMinutes(1));
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "same", Toy.NOW))
                    .isFalse();
        }
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "another", Toy.NOW))
                .isTrue();
    }

    @Test
    void twoOperationsThatTakeTurnsAreTwo() {
        var repetition = new Repetition(3, Duration.ofMinutes(1));
        for (var operation : new String[] {"a", "b", "a", "b", "a", "b", "a"}) {
            assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", operation, Toy.NOW))
                    .isFalse();
        }
        assertThat(repetition.noted(FailureType.DEVICE_LOST, "m", "c", Toy.NOW)).isTrue();
    }

    @Test
    void namesThatClientsMakeUpDoNotFillTheMemory() {
        var repetition = new Repetition(2, Duration.ofMinutes(1));
        for (int name = 0; name < 100_000; name++) {
            assertThat(repetition.noted(FailureType.MODEL_NOT_FOUND, "m" + name, "o" + name, Toy.NOW))
                    .isFalse();
            assertThat(repetition.remembered()).isLessThanOrEqualTo(4096);
        }
    }

    private static Severity severity(String code) {
        return Severity.valueOf(code.toUpperCase(java.util.Locale.ROOT));
    }
}
