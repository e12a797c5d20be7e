package dev.kintsugi.generation.attempt;

import dev.kintsugi.recovery.failure.Failure;
import java.time.Duration;
import java.util.Optional;

/**
 * An attempt failed in a way that says that the machine is sick. Only this opens the circuit breaker: a
 * mistake of a caller or one damaged model must not shut out all callers.
 */
public final class MachineFailedException extends AttemptFailedException {

    public MachineFailedException(Failure failure, Throwable cause, Optional<Duration> again) {
        super(failure, cause, again);
    }
}
