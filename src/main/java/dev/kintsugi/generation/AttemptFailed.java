package dev.kintsugi.generation;

import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureException;
import java.time.Duration;
import java.util.Optional;

/** An attempt failed, which recovery has recorded; so much is known of it that the guards can judge it. */
class AttemptFailed extends FailureException {

    private final transient Optional<Duration> again;

    AttemptFailed(Failure failure, Throwable cause, Optional<Duration> again) {
        super(failure, cause);
        this.again = again;
    }

    /** The pause after which the guards may try the same again; empty if recovery goes on. */
    Optional<Duration> again() {
        return again;
    }
}
