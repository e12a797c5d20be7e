package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.window.CountRing.Slot;
import dev.kintsugi.report.analytics.window.MinuteCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A failure type that comes far more often than it did.
 *
 * @param type which one
 * @param severity the worst of the last minute
 * @param lastMinute how often it came in the last minute
 * @param perMinute how often it came per minute in the hour before it rose
 */
public record Spike(FailureType type, Severity severity, long lastMinute, double perMinute) {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /**
     * The failure types that rise, the most frequent first.
     *
     * @param minute counts of the last minute
     * @param minutes counts of minutes of the clock
     * @param observed for how long failures were counted
     * @param factor how many times the mean of the hour before each minute must be since the type rose
     * @param minimum how often the type must have come in the last minute
     */
    static List<Spike> find(
            Map<FailureKey, Long> minute,
            Collection<Slot<FailureKey>> minutes,
            Instant now,
            Duration observed,
            double factor,
            int minimum) {
        var spikes = new ArrayList<Spike>();
        var begun = Duration.ofMillis(now.toEpochMilli() % MINUTE);
        byType(minute).forEach((type, count) -> {
            if (count >= minimum) {
                new MinuteCounts(count, ofType(type, minutes, now), begun, observed)
                        .meanBeforeRise(factor)
                        .ifPresent(before -> spikes.add(new Spike(type, worst(type, minute), count, before)));
            }
        });
        spikes.sort(Comparator.comparingLong(Spike::lastMinute).reversed());
        return List.copyOf(spikes);
    }

    private static Map<FailureType, Long> byType(Map<FailureKey, Long> counts) {
        var sums = new EnumMap<FailureType, Long>(FailureType.class);
        counts.forEach((key, count) -> sums.merge(key.type(), count, Long::sum));
        return sums;
    }

    /** The newest first. */
    private static List<Long> ofType(FailureType type, Collection<Slot<FailureKey>> minutes, Instant now) {
        var newest = now.toEpochMilli() / MINUTE;
        var counts = new ArrayList<Long>();
        for (var slot : minutes) {
            var ago = (int) (newest - slot.number());
            while (counts.size() <= ago) {
                counts.add(0L);
            }
            counts.set(ago, byType(slot.counts()).getOrDefault(type, 0L));
        }
        return counts;
    }

    private static Severity worst(FailureType type, Map<FailureKey, Long> minute) {
        return minute.keySet().stream()
                .filter(key -> key.type() == type)
                .map(FailureKey::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.LOW);
    }
}
