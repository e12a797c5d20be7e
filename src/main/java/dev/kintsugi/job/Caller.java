package dev.kintsugi.job;

import java.util.Optional;

/**
 * Who submitted a job.
 *
 * @param correlationId the id that the caller can quote
 * @param principal who it was; nothing where callers need not say
 * @param idempotencyKey the caller's own name for the request: a second one of the same name and principal is the same job
 */
public record Caller(String correlationId, Optional<String> principal, Optional<String> idempotencyKey) {

    public static Caller of(String correlationId) {
        return new Caller(correlationId, Optional.empty(), Optional.empty());
    }
}
