package dev.kintsugi.pipeline;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Change;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Computes one kind of generation. Each is a bean, found by the task of a plan's model, see {@link Pipelines}. */
public interface Pipeline {

    /** The task that the manifests of its models name. */
    String task();

    /** Its stages, in order. The first reads what the caller wrote. */
    List<Stage> stages();

    /** Whether all that a plan needs of its model is loaded, so that a run does nothing but compute. */
    boolean isLoaded(Plan plan);

    /**
     * Computes all items of a plan. Blocks; runs on an inference thread.
     *
     * @throws StageException if a stage fails
     * @throws CancellationException if the run is cancelled
     */
    List<Artifact> run(Plan plan, GenerationRun run);

    /** What the model does not read of what the caller wrote, since it is longer than it takes. */
    List<Change> cut(Plan plan);
}
