package dev.kintsugi.report.analytics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What became of a failure. */
public enum FailureOutcome {
    /** Its job goes on, here or at another instance. */
    OPEN,
    /** Its job gave exactly what was asked for. */
    REPAIRED,
    /** Its job gave less than what was asked for. */
    DEGRADED,
    /** Its job failed, or the service itself did. */
    FAILED,
    /** Its job was cancelled. */
    CANCELLED,
    /** The request was not accepted, or its answer broke off. */
    REFUSED;

    /** The name on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The outcome of a name; empty if there is none. */
    public static Optional<FailureOutcome> of(String code) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.code().equals(code))
                .findFirst();
    }
}
