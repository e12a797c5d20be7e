package dev.kintsugi.generation.attempt;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureException;
import java.time.Duration;
import java.util.Optional;

/** An attempt failed, which recovery has recorded; so much is known of it that the guards can judge it. */
public class AttemptFailedException extends FailureException {

    private final transient Optional<Duration> again;

    public AttemptFailedException(Failure failure, Throwable cause, Optional<Duration> again) {
        super(failure, cause);
        this.again = again;
    }

    /** The pause after which the guards may try the same again; empty if recovery goes on. */
    public Optional<Duration> again() {
        return again;
    }
}
