package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * What to change in a plan so that it stays within what is known to work.
 *
 * @param ladder the rungs of the model
 * @param limit what is known
 * @param probe whether a little more is tried
 */
record LimitedPlan(Ladder ladder, MemoryLimit limit, boolean probe) {

    /** Least loss first, each on top of the one before; empty if the plan may be tried as it is. */
    List<Replan<Plan>> changes(Plan plan) {
        var changes = new ArrayList<Replan<Plan>>();
        var pixels = plan.work().cost().size();
        var lighter = plan;
        if (pixels >= limit.lightFrom()) {
            for (var rung : ladder.computedAs(limit.execution(), lighter)) {
                changes.add(rung.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT));
                lighter = rung.plan();
            }
        }
        if (pixels >= limit.smallerFrom()) {
            ladder.atMost(limit.most(probe), lighter)
                    // Sizes come in steps: a probe that would be no larger than what fits is made as it was asked for.
                    .filter(rung -> !probe || rung.plan().work().cost().size() > limit.fits())
                    .map(rung -> rung.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT))
                    .ifPresent(changes::add);
        }
        return changes;
    }
}
