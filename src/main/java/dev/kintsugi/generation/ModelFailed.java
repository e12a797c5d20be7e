package dev.kintsugi.generation;

/** Wraps what a try threw where the model is to blame for it. Only this opens the breaker of the model. */
final class ModelFailed extends RuntimeException {

    ModelFailed(RuntimeException cause) {
        super("the model failed", cause, false, false);
    }
}
