package dev.kintsugi.generation;

import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureException;

/** A try failed and the model is to blame for it. Only this opens the breaker of the model. */
final class ModelFailed extends FailureException {

    ModelFailed(Failure failure, Throwable cause) {
        super(failure, cause);
    }
}
