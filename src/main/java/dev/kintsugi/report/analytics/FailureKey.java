package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;

/**
 * What failures are counted by.
 *
 * @param model empty for none
 */
public record FailureKey(FailureType type, Severity severity, String model, String operation) {

    /** The name of all models that are not told apart. */
    static final String OTHER = "other";

    FailureKey ofAnyModel() {
        return new FailureKey(type, severity, OTHER, operation);
    }
}
