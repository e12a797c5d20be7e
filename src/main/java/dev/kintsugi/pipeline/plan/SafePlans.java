package dev.kintsugi.pipeline.plan;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Knows plans that need far less memory than one that may have ended the process. */
@ApplicationScoped
public class SafePlans {

    /** Of the pixels: half of each side, so that attention needs a sixteenth. */
    private static final int SHARE = 4;

    private final ModelRepository repository;

    public SafePlans(ModelRepository repository) {
        this.repository = repository;
    }

    /**
     * What to change in a plan, one after the other: it is computed in the lightest way, and half as wide and high if the
     * model can draw that.
     *
     * @return no changes if it cannot be lighter; empty if that is not known, since its model is not there or does not say
     *     what it can draw
     */
    public Optional<List<Replan<Plan>>> farLighter(Plan plan) {
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .filter(model -> Ladder.isKnown(model, plan.work()))
                .map(model -> farLighter(Ladder.of(model, plan.work()), plan));
    }

    private static List<Replan<Plan>> farLighter(Ladder ladder, Plan plan) {
        var rungs = new ArrayList<>(ladder.computedAs(Execution.LIGHTEST, plan));
        var lighter = rungs.isEmpty() ? plan : rungs.getLast().plan();
        ladder.atMost(plan.work().cost().size() / SHARE, lighter).ifPresent(rungs::add);
        return rungs.stream()
                .map(rung -> rung.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT))
                .toList();
    }
}
