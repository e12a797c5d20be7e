package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;

/**
 * Hears of every try of every generation, on the thread that waits for it: must be quick, must not block and must not throw. A
 * generation has one try at a time.
 */
public interface AttemptListener {

    /** @param generation its name */
    void began(String generation, Plan plan);

    void worked(String generation);

    void failed(String generation, Failure failure);

    void cancelled(String generation);
}
