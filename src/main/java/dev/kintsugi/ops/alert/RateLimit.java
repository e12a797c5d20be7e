package dev.kintsugi.ops.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many alerts may be sent: of each key one per interval, and of all so many per hour. Not thread-safe. */
final class RateLimit {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Duration interval;
    private final int perHour;
    private final Map<String, Instant> sent = new HashMap<>();
    private final Deque<Instant> lastHour = new ArrayDeque<>();

    RateLimit(Duration interval, int perHour) {
        this.interval = interval;
        this.perHour = perHour;
    }

    /** Whether one may be sent now; if so it counts as sent. */
    boolean take(String key, Instant now) {
        sent.values().removeIf(at -> !at.plus(interval).isAfter(now));
        while (!lastHour.isEmpty() && !lastHour.getFirst().plus(HOUR).isAfter(now)) {
            lastHour.removeFirst();
        }
        if (sent.containsKey(key) || lastHour.size() >= perHour) {
            return false;
        }
        sent.put(key, now);
        lastHour.addLast(now);
        return true;
    }
}
