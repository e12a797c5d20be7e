package dev.kintsugi.pipeline;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.runtime.session.RunHandle;
import java.util.function.Predicate;

/**
 * What one try of a generation is given besides its plan.
 *
 * @param correlationId of its request
 * @param handle stops it
 * @param results what earlier tries of the same request finished
 * @param checkpoint stores what took long
 * @param listener hears of its progress
 * @param previews how many previews of each picture are wanted, 0 to 3
 * @param allowed whether its caller allows a loss of the answer besides those of the plan
 */
public record GenerationRun(
        String correlationId,
        RunHandle handle,
        StageResults results,
        Checkpoint checkpoint,
        ProgressListener listener,
        int previews,
        Predicate<Change> allowed) {}
