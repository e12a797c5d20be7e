package dev.kintsugi.pipeline.plan;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;

/** A lighter plan and how it differs, one step down a {@link Ladder}. */
public record Rung(Plan plan, Change change) {

    /** The remedy that takes it. */
    public Replan<Plan> replan(RecoveryStrategy strategy) {
        return new Replan<>(strategy, plan, change);
    }
}
