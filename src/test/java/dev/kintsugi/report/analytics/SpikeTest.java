package dev.kintsugi.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpikeTest {

    @ParameterizedTest
    @CsvSource({
        // in the last minute, in the hour, minutes since counting began, whether it is a spike
        "10,   10, 60, true",
        " 9,    9, 60, false",
        "30,  620, 60, true", // ten a minute before that
        "29,  619, 60, false",
        "30, 1800, 60, false",
        "10,   10,  0, true", // all at once after the start
        "30,  150,  5, false", // the same all the time, for five minutes
        "90,  210,  5, true"
    })
    void isThreeTimesTheMeanOfTheHourBefore(long minute, long hour, int observed, boolean rises) {
        assertThat(spikes(Map.of(key(Severity.LOW), minute), Map.of(key(Severity.LOW), hour), observed))
                .hasSize(rises ? 1 : 0);
    }

    @Test
    void hasTheWorstSeverityOfTheMinute() {
        var counts = new HashMap<FailureKey, Long>();
        counts.put(key(Severity.LOW), 10L);
        counts.put(key(Severity.CRITICAL), 1L);
        assertThat(spikes(counts, counts, 60))
                .containsExactly(new Spike(FailureType.MODEL_NOT_FOUND, Severity.CRITICAL, 11, 0));
    }

    private static List<Spike> spikes(Map<FailureKey, Long> minute, Map<FailureKey, Long> hour, int observed) {
        return Spike.find(minute, hour, Duration.ofMinutes(observed), 3, 10);
    }

    private static FailureKey key(Severity severity) {
        return new FailureKey(FailureType.MODEL_NOT_FOUND, severity, "toy", "image_generation");
    }
}
