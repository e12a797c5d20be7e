package dev.kintsugi.report.analytics.window;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How often something came, by the minute.
 *
 * @param last in the last 60 seconds
 * @param minutes in the present minute of the clock and in each one before, the newest first
 * @param begun how much of the present minute is over
 * @param observed for how long it was counted
 */
public record MinuteCounts(long last, List<Long> minutes, Duration begun, Duration observed) {

    private static final int HOUR = 60;
    private static final int LONGEST_RISE = 45;
    private static final double MILLIS = Duration.ofMinutes(1).toMillis();

    public MinuteCounts {
        minutes = List.copyOf(minutes);
    }

    /**
     * The mean per minute of the hour before it rose; empty if it did not. It rose some minutes ago, at most 45, if it came
     * in each minute since then at least {@code factor} times as often as on average in the hour before. So what rises is no
     * part of what it is compared with, and becomes the usual after about an hour.
     */
    public OptionalDouble meanBeforeRise(double factor) {
        var before = OptionalDouble.empty();
        var least = last;
        for (int minutesAgo = 1; minutesAgo <= LONGEST_RISE && least > 0; minutesAgo++) {
            least = minutesAgo == 1 ? last : Math.min(least, count(minutesAgo - 1));
            var span = minutesBefore(minutesAgo);
            var mean = countBefore(minutesAgo) / span;
            if (span >= 1 && least > 0 && least >= factor * mean) {
                before = OptionalDouble.of(mean);
            }
        }
        return before;
    }

    private long count(int minute) {
        return minute < minutes.size() ? minutes.get(minute) : 0;
    }

    /** The last minute ends now, those before end with a minute of the clock. */
    private long countBefore(int minutesAgo) {
        return minutesAgo == 1 ? Math.max(0, sum(0, HOUR) - last) : sum(minutesAgo, HOUR + minutesAgo);
    }

    private long sum(int from, int to) {
        var sum = 0L;
        for (int minute = from; minute < to; minute++) {
            sum += count(minute);
        }
        return sum;
    }

    /** How much of the hour before was counted, in minutes. */
    private double minutesBefore(int minutesAgo) {
        var counted = observed.toMillis() / MILLIS;
        return minutesAgo == 1
                ? Math.clamp(counted, 2, HOUR) - 1
                : Math.min(HOUR, counted - (minutesAgo - 1) - begun.toMillis() / MILLIS);
    }
}
