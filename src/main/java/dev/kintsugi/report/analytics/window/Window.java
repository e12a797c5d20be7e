package dev.kintsugi.report.analytics.window;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A stretch of time that ends now. */
public enum Window {
    MINUTE(Duration.ofSeconds(5), 12, 12),
    /** The hour before it is known too: what rose within the hour is compared with the hour before that. */
    HOUR(Duration.ofMinutes(1), 60, 120),
    DAY(Duration.ofHours(1), 24, 24);

    private final Duration slot;
    private final int slots;
    private final int known;

    Window(Duration slot, int slots, int known) {
        this.slot = slot;
        this.slots = slots;
        this.known = known;
    }

    public Duration length() {
        return slot.multipliedBy(slots);
    }

    /** Counts over this window. */
    public <K> CountRing<K> ring(UnaryOperator<K> coarser) {
        return new CountRing<>(slot, slots, known, coarser);
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
