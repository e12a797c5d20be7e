package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.recovery.failure.FailureContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far an attempt came before it failed. It travels in the parameters of the context of its failure.
 *
 * @param done how much of the work was done, from 0 to 1; 0 if that is not known
 * @param loaded whether the model was loaded before the attempt began
 * @param allowed the time that it might take
 * @param needed how long all of the work takes with a model that is loaded, as it was measured; empty if that is not known
 */
public record TimeReport(double done, boolean loaded, Duration allowed, Optional<Duration> needed) {

    private static final String DONE = "done";
    private static final String LOADED = "loaded";
    private static final String SECONDS = "seconds";
    private static final String NEEDED = "needed_seconds";
    private static final double MILLIS = 1000;

    /** A context with all of it. */
    public FailureContext in(FailureContext context) {
        var all = context.with(DONE, String.format(Locale.ROOT, "%.6f", done))
                .with(LOADED, String.valueOf(loaded))
                .with(SECONDS, text(allowed));
        return needed.map(time -> all.with(NEEDED, text(time))).orElse(all);
    }

    /** What a context says of it; empty if it does not say what time the attempt had. */
    static Optional<TimeReport> of(FailureContext context) {
        var parameters = context.parameters();
        var done = parameters.getOrDefault(DONE, "");
        return seconds(parameters.getOrDefault(SECONDS, ""))
                .map(allowed -> new TimeReport(
                        done.matches("[01](\\.\\d{1,6})?") ? Double.parseDouble(done) : 0,
                        Boolean.parseBoolean(parameters.get(LOADED)),
                        allowed,
                        seconds(parameters.getOrDefault(NEEDED, ""))));
    }

    /** The share of the work that would have been done if the model had been loaded, from 0 to 1. */
    double possible() {
        return needed.filter(Duration::isPositive)
                .map(time -> Math.min(1, (double) allowed.toNanos() / time.toNanos()))
                .orElse(done);
    }

    private static String text(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("\\d{1,9}(\\.\\d{1,6})?")
                ? Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * MILLIS)))
                : Optional.empty();
    }
}
