package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Instant;

/**
 * A failure as it is counted and listed.
 *
 * @param number grows with each failure since the start
 * @param at when it was noticed
 * @param correlationId of its request
 * @param type which kind
 * @param severity how bad it was
 * @param model the model's id, empty if none was chosen, {@code other} if the caller named one that is not installed
 * @param operation what was being done, for example {@code image_generation}
 * @param message the public text
 * @param outcome what became of it
 * @param job the id of its job, empty if it has none
 */
public record FailureRecord(
        long number,
        Instant at,
        String correlationId,
        FailureType type,
        Severity severity,
        String model,
        String operation,
        String message,
        FailureOutcome outcome,
        String job) {

    private static final int MOST = 500;

    public FailureRecord {
        message = message.length() > MOST ? message.substring(0, MOST - 1) + "…" : message;
    }

    FailureRecord numbered(long next) {
        return new FailureRecord(next, at, correlationId, type, severity, model, operation, message, outcome, job);
    }

    FailureRecord ended(FailureOutcome how) {
        return new FailureRecord(number, at, correlationId, type, severity, model, operation, message, how, job);
    }

    FailureKey key() {
        return new FailureKey(type, severity, model, operation);
    }
}
