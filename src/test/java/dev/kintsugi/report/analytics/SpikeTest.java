package dev.kintsugi.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.window.CountRing.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpikeTest {

    /** The last moment of a minute. */
    private static final Instant NOW = Instant.parse("2026-11-30T04:32:59.999Z");

    private static final int CHECKS = 12;

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
        var minutes = Math.max(1, Math.min(60, observed));
        var counts = new ArrayList<Slot<FailureKey>>();
        counts.add(slot(0, minute));
        for (int ago = 1; ago < minutes; ago++) { // the rest of the hour, as evenly as it goes
            var before = hour - minute;
            counts.add(slot(ago, before * ago / (minutes - 1) - before * (ago - 1) / (minutes - 1)));
        }
        assertThat(spikes(Map.of(key(Severity.LOW), minute), counts, observed)).hasSize(rises ? 1 : 0);
    }

    @Test
    void hasTheWorstSeverityOfTheMinute() {
        var counts = new HashMap<FailureKey, Long>();
        counts.put(key(Severity.LOW), 10L);
        counts.put(key(Severity.CRITICAL), 1L);
        assertThat(spikes(counts, List.of(new Slot<>(NOW.toEpochMilli() / 60_000, counts)), 60))
                .containsExactly(new Spike(FailureType.MODEL_NOT_FOUND, Severity.CRITICAL, 11, 0));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # per minute: for two hours, for some minutes, then for 90 minutes; whether that is a spike
            1,   0,  30, true
            0,   0,  12, true
            12,  5,  12, false
            12, 20,  12, false
            12,  5, 120, true
            12,  5,  30, false
            """)
    void lastsAsLongAsTheRateDoesAndForAboutAnHour(int usual, int pause, int later, boolean isSpike) {
        var clock = new SettableClock();
        var log = FailureLogs.of((_, _) -> {}, clock);
        clock.pass(Duration.ofMillis(17_300)); // within a minute of the clock
        fail(log, clock, usual, 120, _ -> {});
        fail(log, clock, 0, pause, _ -> {});
        fail(log, clock, later, 90, minute -> {
            if (minute > 1 && minute < 45) { // there may not be enough at first
                assertThat(log.spikes()).as("minute %s", minute).hasSize(isSpike ? 1 : 0);
                // the minute of the clock in which it rose counts as one before
                assertThat(log.spikes()).allMatch(spike -> spike.perMinute() <= usual + later / 60.0);
            } else if (minute > 65) {
                assertThat(log.spikes()).as("minute %s", minute).isEmpty();
            }
        });
    }

    @Test
    void isOverWhenTheRateIsWhatItWas() {
        var clock = new SettableClock();
        var log = FailureLogs.of((_, _) -> {}, clock);
        fail(log, clock, 1, 60, _ -> {});
        fail(log, clock, 30, 30, _ -> {});
        assertThat(log.spikes()).hasSize(1);
        fail(log, clock, 1, 2, _ -> {});
        assertThat(log.spikes()).isEmpty();
    }

    /** So many a minute, one after the other, with a look after every five seconds. */
    private static void fail(FailureLog log, SettableClock clock, int perMinute, int minutes, IntConsumer check) {
        var due = 0.0;
        for (int step = 0; step < minutes * CHECKS; step++) {
            due += perMinute / (double) CHECKS;
            for (; due >= 1; due--) {
                log.noticed(new Failure(
                        FailureType.MODEL_NOT_FOUND,
                        Severity.LOW,
                        "there is none",
                        "",
                        FailureContext.NONE,
                        List.of(),
                        clock.instant()));
            }
            clock.pass(Duration.ofSeconds(5));
            check.accept(step / CHECKS);
        }
    }

    private static Slot<FailureKey> slot(int minutesAgo, long count) {
        return new Slot<>(NOW.toEpochMilli() / 60_000 - minutesAgo, Map.of(key(Severity.LOW), count));
    }

    private static List<Spike> spikes(Map<FailureKey, Long> minute, List<Slot<FailureKey>> minutes, int observed) {
        return Spike.find(minute, minutes, NOW, Duration.ofMinutes(observed), 3, 10);
    }

    private static FailureKey key(Severity severity) {
        return new FailureKey(FailureType.MODEL_NOT_FOUND, severity, "toy", "image_generation");
    }
}
