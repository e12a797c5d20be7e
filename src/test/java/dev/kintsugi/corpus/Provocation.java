package dev.kintsugi.corpus;

import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the corpus before it is provoked.
 *
 * @param id a name that is never given to another
 * @param boundary what throws it
 * @param operation what the service is doing meanwhile, as in {@link FailureContext}
 * @param real whether it is provoked, and not written down from the public record
 * @param possible whether this machine can provoke it
 * @param expected what a person says it is
 */
public record Provocation(
        String id,
        String boundary,
        String operation,
        boolean real,
        boolean possible,
        FailureType expected,
        Fault fault) {

    FailureContext context() {
        return new FailureContext("", operation, "", "", "", Map.of());
    }

    /** What it throws, empty if nothing goes wrong. */
    Optional<Throwable> provoke() {
        try {
            fault.provoke();
        } catch (Throwable thrown) {
            return Optional.of(thrown);
        }
        return Optional.empty();
    }
}
