package dev.kintsugi.generation;

import dev.kintsugi.generation.attempt.AttemptCall;
import dev.kintsugi.generation.attempt.AttemptRunner;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.breaker.LastUsableModel;
import dev.kintsugi.generation.preflight.FeasiblePlanHint;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.trail.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Runs a generation from its first attempt to its outcome: every attempt is one that {@link Recovery} wants. */
@ApplicationScoped
class GenerationRecovery {

    private final Recovery<Plan> recovery;
    private final Classification classification;
    private final GenerationOperation operation;
    private final AttemptRunner runner;
    private final LastUsableModel lastUsableModel;
    private final FeasiblePlanHint feasiblePlan;

    GenerationRecovery(
            Recovery<Plan> recovery,
            Classification classification,
            GenerationOperation operation,
            AttemptRunner runner,
            LastUsableModel lastUsableModel,
            FeasiblePlanHint feasiblePlan) {
        this.recovery = recovery;
        this.classification = classification;
        this.operation = operation;
        this.runner = runner;
        this.lastUsableModel = lastUsableModel;
        this.feasiblePlan = feasiblePlan;
    }

    Uni<Outcome<Result>> run(Generation generation) {
        return recovery.<Result>run(generation.incident(), plan -> attempt(generation, plan), generation::context)
                .map(lastUsableModel::judge)
                .map(outcome -> feasiblePlan.tell(generation, outcome));
    }

    /** An answer that was kept needs nothing that the guards guard. */
    private Uni<Result> attempt(Generation generation, Plan plan) {
        var call = new AttemptCall(generation, plan, recovery, classification, runner::attempt);
        return plan.kept() ? call.run() : operation.attempt(call);
    }
}
