package dev.kintsugi.recovery.learning;

import java.time.Duration;
import java.time.Instant;

/**
 * How often something worked and how often it did not, as weights that fade with time.
 *
 * @param worked the weight of what worked
 * @param failed the weight of what did not
 * @param seconds the mean time that it took
 * @param loss the mean quality that it cost, 0 to 1
 * @param at when the weights were as they are
 */
public record SuccessEstimate(double worked, double failed, double seconds, double loss, Instant at) {

    /** Of a one-sided confidence of 95 %, under the normal distribution. */
    private static final double Z = 1.645;

    static SuccessEstimate none(Instant now) {
        return new SuccessEstimate(0, 0, 0, 0, now);
    }

    SuccessEstimate with(boolean success, Duration took, double cost) {
        var weight = weight();
        return new SuccessEstimate(
                worked + (success ? 1 : 0),
                failed + (success ? 0 : 1),
                (seconds * weight + took.toNanos() / 1e9) / (weight + 1),
                (loss * weight + cost) / (weight + 1),
                at);
    }

    /** The same seen from a later time: after each half-life it weighs half. */
    SuccessEstimate faded(Instant now, Duration halfLife) {
        if (!now.isAfter(at)) {
            return this;
        }
        var left = Math.pow(0.5, (double) Duration.between(at, now).toMillis() / halfLife.toMillis());
        return new SuccessEstimate(worked * left, failed * left, seconds, loss, now);
    }

    /** How much was seen. */
    public double weight() {
        return worked + failed;
    }

    /** The rate of success is at least this, with 95 % confidence (Wilson 1927); 0 if nothing was seen. */
    public double least() {
        return Math.max(0, centre() - margin());
    }

    /** The rate of success is at most this, with 95 % confidence; 1 where nothing was seen. */
    public double most() {
        return Math.min(1, centre() + margin());
    }

    private double centre() {
        return (worked + Z * Z / 2) / (weight() + Z * Z);
    }

    private double margin() {
        return Z / (weight() + Z * Z) * Math.sqrt(worked * failed / Math.max(weight(), 1e-9) + Z * Z / 4);
    }
}
