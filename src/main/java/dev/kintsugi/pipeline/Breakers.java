package dev.kintsugi.pipeline;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;

/** Knows which models keep failing and are skipped for a while. Declared here, implemented by the runner of plans. */
public interface Breakers {

    /** How the breaker of a variant stands for a kind of work; closed if there is none. */
    BreakerState state(Variant variant, WorkKind kind);

    /** The files of a model were restored: it gets its next chance at once, on all devices. */
    void repaired(ModelId model);
}
