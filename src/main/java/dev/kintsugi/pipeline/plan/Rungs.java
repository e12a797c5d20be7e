package dev.kintsugi.pipeline.plan;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Several rungs of a {@link Ladder}, one taken after the other. */
public final class Rungs {

    private final List<Change> changes = new ArrayList<>();
    private Plan plan;

    /** None yet. */
    public Rungs(Plan plan) {
        this.plan = plan;
    }

    /** The next rung, if there is one. */
    public Rungs then(Function<Plan, Optional<Rung>> next) {
        next.apply(plan).ifPresent(rung -> {
            plan = rung.plan();
            changes.add(rung.change());
        });
        return this;
    }

    public Plan plan() {
        return plan;
    }

    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** All of them as one remedy for the plan that failed; empty if nothing becomes different. */
    public Optional<Replan<Plan>> replan(RecoveryStrategy strategy) {
        return changes.isEmpty() ? Optional.empty() : Optional.of(new Replan<>(strategy, plan, changes));
    }
}
