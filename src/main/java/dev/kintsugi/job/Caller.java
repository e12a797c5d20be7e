package dev.kintsugi.job;

import java.util.Optional;

/**
 * Who submitted a job.
 *
 * @param correlationId the id that the caller can quote
 * @param principal who it was, for a WebSocket its connection; nothing if that is not known
 * @param idempotencyKey the caller's own name for the request: a second one of the same name and principal is the same job
 */
public record Caller(String correlationId, Optional<String> principal, Optional<String> idempotencyKey) {

    /** Whether this is the same request of the same caller, by its key; never without one. */
    public boolean repeats(Caller before) {
        return idempotencyKey.isPresent()
                && idempotencyKey.equals(before.idempotencyKey)
                && principal.equals(before.principal);
    }

    /** The client of a connection on which many jobs may be submitted. */
    public static Caller ofConnection(String connection, String correlationId) {
        return new Caller(correlationId, Optional.of("connection " + connection), Optional.empty());
    }
}
