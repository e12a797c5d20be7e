package dev.kintsugi.ops;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * How long the machine has slept: what a count that goes on while it sleeps is ahead of one that stands still meanwhile. Times
 * that are passed are of the second one, in nanoseconds.
 */
final class MachineSleep {

    private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<OptionalLong> uptime;

    /** All that it has slept, plus a constant; empty if the system does not tell. */
    private OptionalLong total;

    private long asked;

    /** @param uptime a count of nanoseconds that goes on while it sleeps; empty if there is none */
    MachineSleep(Supplier<OptionalLong> uptime, long now) {
        this.uptime = uptime;
        this.total = total(now);
        this.asked = now;
    }

    private OptionalLong total(long now) {
        var all = uptime.get();
        return all.isPresent() ? OptionalLong.of(all.getAsLong() - now) : all;
    }

    /** Whether the system tells it. */
    boolean isTold() {
        return total.isPresent();
    }

    /** Whether the system was asked a moment ago. */
    boolean wasJustAsked(long now) {
        return now - asked < VALID_NANOS;
    }

    /** Asks how long it has slept since it was asked last. Only if {@link #isTold}. */
    Duration ask(long now) {
        asked = now;
        var before = total.orElseThrow();
        total = OptionalLong.of(total(now).orElse(before));
        return Duration.ofNanos(total.getAsLong() - before);
    }
}
