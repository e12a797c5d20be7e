package dev.kintsugi.pipeline;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.decision.Change;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Computes one kind of generation. Each is a bean, found by the kind of a plan's work, see {@link Pipelines}. */
public interface Pipeline {

    /** The kind of work that it computes. */
    Class<? extends Work> work();

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

    /**
     * How many runs of plans that differ only in what their callers wrote are worth one {@linkplain
     * dev.kintsugi.runtime.session.RunGroup group}; 1 if a group is not faster.
     */
    default int together(Plan plan) {
        return 1;
    }

    /** What the model does not read of what the caller wrote, since it is longer than it takes. */
    List<Change> cut(Plan plan);
}
