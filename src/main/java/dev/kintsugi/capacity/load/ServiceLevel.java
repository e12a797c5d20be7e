package dev.kintsugi.capacity.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much of its best the service gives, so that under load all are answered somewhat instead of some not at all. */
public enum ServiceLevel {
    /** All that was asked for. */
    FULL(1, 1),
    /** From a load of 0.7 on. */
    REDUCED(0.7, 1.5),
    /** From a load of 0.9 on. */
    MINIMAL(0.4, 3);

    private final double quality;
    private final double batch;

    ServiceLevel(double quality, double batch) {
        this.quality = quality;
        this.batch = batch;
    }

    /** Which share of the steps or tokens that were asked for is computed. */
    public double quality() {
        return quality;
    }

    /** How many times more may be computed together. */
    public double batch() {
        return batch;
    }

    /** The name on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level of this name. */
    public static Optional<ServiceLevel> of(String code) {
        return Arrays.stream(values())
                .filter(level -> level.code().equals(code))
                .findFirst();
    }
}
