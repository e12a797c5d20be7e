package dev.kintsugi.generation.breaker;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureException;

/** A try failed and the model is to blame for it. Only this opens the breaker of the model. */
public final class ModelFailedException extends FailureException {

    public ModelFailedException(Failure failure, Throwable cause) {
        super(failure, cause);
    }
}
