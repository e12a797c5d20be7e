package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the plan with the least loss that is expected to fit.
 *
 * @param ladder the rungs of the model
 * @param known what its attempts need
 * @param there the bytes that the device has
 */
record ReducedPlanSearch(Ladder ladder, WorkloadMemory known, long there) {

    /** How much of the memory has to stay free: predictions are not exact. */
    private static final double ROOM = 0.1;

    /** What to change in a plan, least loss first; empty if even the smallest picture would not fit. */
    List<Replan<Plan>> changes(Plan plan) {
        var best = plan.execution();
        long most = 0;
        for (var execution : plan.execution().andLighter()) {
            var pixels = most(plan, execution);
            if (pixels > most) {
                most = pixels;
                best = execution;
            }
        }
        return most == 0 ? List.of() : changes(plan, best, most);
    }

    /** The most pixels of such a picture that fit when it is computed in this way. */
    private long most(Plan plan, Execution execution) {
        long fits = 0;
        long asked = plan.work().cost().size();
        for (long tooMany = asked + 1; tooMany - fits > 1; ) {
            var middle = (fits + tooMany) / 2;
            var needed = known.expected(WorkloadMemory.work(plan, execution, middle));
            if (needed <= there * (1 - ROOM)) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    private List<Replan<Plan>> changes(Plan plan, Execution execution, long pixels) {
        var rungs = new ArrayList<>(ladder.computedAs(execution, plan));
        var lighter = rungs.isEmpty() ? plan : rungs.getLast().plan();
        if (pixels < plan.work().cost().size()) {
            var smaller = ladder.atMost(pixels, lighter);
            if (smaller.isEmpty()) {
                return List.of();
            }
            rungs.add(smaller.get());
        }
        return rungs.stream()
                .map(rung -> rung.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT))
                .toList();
    }
}
