package dev.kintsugi.recovery.failure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was understood of something that went wrong: data that survives a restart, without the exception.
 *
 * @param type which kind of failure
 * @param severity how bad it is here
 * @param message the public text, shown to callers
 * @param detail the internal text, for the log only: it has no way to the wire
 * @param context of the place where it happened
 * @param fields what is wrong with which field of the request, empty unless the request is to blame
 * @param at when it was noticed
 */
public record Failure(
        FailureType type,
        Severity severity,
        String message,
        String detail,
        FailureContext context,
        List<FieldError> fields,
        Instant at) {

    public Failure {
        fields = List.copyOf(fields);
    }

    /** The same with another public text. */
    public Failure saying(String text) {
        return new Failure(type, severity, text, detail, context, fields, at);
    }

    /** The same with one more parameter of its context. */
    public Failure with(String parameter, String value) {
        return new Failure(type, severity, message, detail, context.with(parameter, value), fields, at);
    }

    /** The same with the id that its caller can quote, unless it has one. */
    public Failure correlated(String correlationId) {
        return correlationId.isEmpty() || !context.correlationId().isEmpty()
                ? this
                : new Failure(type, severity, message, detail, context.correlated(correlationId), fields, at);
    }

    /** The same with more parameters of its context. */
    public Failure with(Map<String, String> others) {
        return new Failure(type, severity, message, detail, context.with(others), fields, at);
    }

    /** The same, as bad as it is under this circumstance. */
    public Failure under(Circumstance circumstance) {
        return new Failure(type, severity.under(Set.of(circumstance)), message, detail, context, fields, at);
    }
}
