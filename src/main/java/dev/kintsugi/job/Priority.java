package dev.kintsugi.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which jobs are begun first; among equals the one that came first. */
public enum Priority {
    CRITICAL,
    HIGH,
    NORMAL,
    LOW;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Priority> of(String code) {
        return Arrays.stream(values())
                .filter(priority -> priority.code().equals(code))
                .findFirst();
    }
}
