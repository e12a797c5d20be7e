package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Duration;
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
 * @param perMinute how often it came per minute in the hour before that
 */
public record Spike(FailureType type, Severity severity, long lastMinute, double perMinute) {

    private static final int HOUR = 60;

    /**
     * The failure types that rise, the most frequent first.
     *
     * @param minute counts of the last minute
     * @param hour counts of the last hour, the last minute among them
     * @param observed for how long failures were counted
     * @param factor how many times the mean of the hour the last minute must be
     * @param minimum how often the type must have come in the last minute
     */
    static List<Spike> find(
            Map<FailureKey, Long> minute, Map<FailureKey, Long> hour, Duration observed, double factor, int minimum) {
        var now = byType(minute);
        var all = byType(hour);
        var minutesBefore = Math.clamp(observed.toSeconds() / 60.0, 2, HOUR) - 1;
        return now.entrySet().stream()
                .map(entry -> {
                    var before = Math.max(0, all.getOrDefault(entry.getKey(), 0L) - entry.getValue());
                    return new Spike(
                            entry.getKey(), worst(entry.getKey(), minute), entry.getValue(), before / minutesBefore);
                })
                .filter(spike -> spike.lastMinute >= minimum && spike.lastMinute >= factor * spike.perMinute)
                .sorted(Comparator.comparingLong(Spike::lastMinute).reversed())
                .toList();
    }

    private static Map<FailureType, Long> byType(Map<FailureKey, Long> counts) {
        var sums = new EnumMap<FailureType, Long>(FailureType.class);
        counts.forEach((key, count) -> sums.merge(key.type(), count, Long::sum));
        return sums;
    }

    private static Severity worst(FailureType type, Map<FailureKey, Long> minute) {
        return minute.keySet().stream()
                .filter(key -> key.type() == type)
                .map(FailureKey::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.LOW);
    }
}
