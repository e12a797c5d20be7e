package dev.kintsugi.report.analytics.window;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A stretch of time that ends now. */
public enum Window {
    MINUTE(Duration.ofSeconds(5), 12),
    HOUR(Duration.ofMinutes(1), 60),
    DAY(Duration.ofHours(1), 24);

    private final Duration slot;
    private final int slots;

    Window(Duration slot, int slots) {
        this.slot = slot;
        this.slots = slots;
    }

    public Duration length() {
        return slot.multipliedBy(slots);
    }

    /** Counts over this window. */
    public <K> CountRing<K> ring(UnaryOperator<K> coarser) {
        return new CountRing<>(slot, slots, coarser);
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The window of a name; empty if there is none. */
    public static Optional<Window> of(String code) {
        return Arrays.stream(values())
                .filter(window -> window.code().equals(code))
                .findFirst();
    }
}
