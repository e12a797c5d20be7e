package dev.kintsugi.pipeline;

import dev.kintsugi.pipeline.plan.Plan;

/**
 * What a generation passes at the beginning of each stage, on its inference thread. Faults that are injected happen here;
 * a service without any has the one that is {@link #OPEN}.
 */
@FunctionalInterface
public interface StageFaultHook {

    /** Lets everything pass. */
    StageFaultHook OPEN = (stage, plan, run) -> {};

    /**
     * Returns if the stage may begin.
     *
     * @throws RuntimeException what a stage throws that fails
     */
    void pass(Stage stage, Plan plan, GenerationRun run);
}
