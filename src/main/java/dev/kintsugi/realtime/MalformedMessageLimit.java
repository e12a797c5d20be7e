package dev.kintsugi.realtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How much of what a client says is not understood: a thousand messages in a row are too much, and so is more than one a
 * second for long. A client under development may make mistakes for a day.
 */
final class MalformedMessageLimit {

    private static final int MOST = 1000;

    private final Clock clock;
    private Instant counted;
    private double level;

    MalformedMessageLimit(Clock clock) {
        this.clock = clock;
        this.counted = clock.instant();
    }

    /** Counts one more message that is not understood; whether that is too much. */
    synchronized boolean isTooMuch() {
        var now = clock.instant();
        level = Math.max(0, level - Duration.between(counted, now).toMillis() / 1000.0);
        counted = now;
        return ++level > MOST;
    }
}
