package dev.kintsugi.generation;

import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureException;

/** The first try failed, and so much is known of it that the guards around the service can judge it. */
class AttemptFailed extends FailureException {

    private final boolean retryAtOnce;

    AttemptFailed(Failure failure, Throwable cause, boolean retryAtOnce) {
        super(failure, cause);
        this.retryAtOnce = retryAtOnce;
    }

    /** Whether simply trying again is the first answer to this failure and the caller allows it. */
    boolean retryAtOnce() {
        return retryAtOnce;
    }
}
