package dev.kintsugi.recovery.failure;

import java.util.List;

/**
 * How the service treats one kind of failure: the type's own row and texts, or what the operator has set instead.
 *
 * @param severity unless the circumstances raise or lower it
 * @param status the HTTP status (RFC 9110) that reports it
 * @param retryable whether the very same request may succeed later without any action
 * @param strategies that may answer it, in the order in which they are considered
 * @param guidance the help text for a person
 */
public record FailureProfile(
        Severity severity, int status, boolean retryable, List<RecoveryStrategy> strategies, HelpText guidance) {

    public FailureProfile {
        strategies = List.copyOf(strategies);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a failure is reported with a status from 400 to 599, not " + status);
        }
    }

    /** The row and the texts that a type has of itself. */
    static FailureProfile of(FailureType type) {
        return new FailureProfile(
                type.defaultSeverity(), type.status(), type.retryable(), type.strategies(), HelpText.of(type));
    }
}
