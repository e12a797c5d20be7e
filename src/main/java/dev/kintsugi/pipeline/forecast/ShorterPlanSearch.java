package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.prediction.TimeModel;
import dev.kintsugi.capacity.prediction.TimeWork;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Rung;
import dev.kintsugi.pipeline.work.Cost;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the largest plan that is expected to be in time: in fewer steps, and smaller if the fewest steps are not enough.
 *
 * @param ladder the rungs of the model
 * @param model how long its attempts take
 */
record ShorterPlanSearch(Ladder ladder, TimeModel model) {

    /** Machines are not always equally fast: an attempt that is changed is made to take this much of its limit. */
    private static final double AIM = 0.8;

    /** Fewer steps are of no use if all of them take at most this share of what the rest takes. */
    private static final double FREE = 0.01;

    /** What to change in a plan, least loss first, each on top of the one before; empty if nothing lighter is possible. */
    List<Replan<Plan>> changes(Plan plan, Duration limit) {
        var nanos = AIM * limit.toNanos();
        var rungs = new ArrayList<Rung>();
        ladder.shortened(plan, share(plan, nanos)).ifPresent(rungs::add);
        var shorter = rungs.isEmpty() ? plan : rungs.getLast().plan();
        if (model.expected(work(shorter)).toNanos() * AIM > nanos) {
            ladder.atMost(most(shorter, nanos), shorter).ifPresent(rungs::add);
        }
        return rungs.stream()
                .map(rung -> rung.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT))
                .toList();
    }

    /** The most pixels of such a picture that are expected to be in time. */
    private long most(Plan plan, double nanos) {
        long fits = 0;
        for (long tooMany = plan.work().cost().size() + 1; tooMany - fits > 1; ) {
            var middle = (fits + tooMany) / 2;
            if (model.expected(work(plan.work().cost().withSize(middle))).toNanos() <= nanos) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    /** The share of its steps that fits into some nanoseconds: what does not depend on the steps takes as long as ever. All, if steps cost next to nothing. */
    private double share(Plan plan, double nanos) {
        var rest = model.expected(work(plan.work().cost().withSteps(0))).toNanos();
        return share(nanos, model.expected(work(plan)).toNanos(), rest);
    }

    /**
     * The share of its steps that fits into some nanoseconds.
     *
     * @param all that it takes
     * @param rest what it would take without steps
     */
    static double share(double nanos, double all, double rest) {
        var steps = all - rest;
        return steps <= FREE * rest ? 1 : Math.max(0, nanos - rest) / steps;
    }

    /** What the time of a plan depends on. */
    static TimeWork work(Plan plan) {
        return work(plan.work().cost());
    }

    private static TimeWork work(Cost cost) {
        return new TimeWork(cost.items(), cost.steps(), cost.branches(), cost.size());
    }
}
