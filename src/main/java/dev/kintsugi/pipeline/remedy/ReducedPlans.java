package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Rung;
import dev.kintsugi.pipeline.plan.Rungs;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All ways to make a work lighter at once, from the one that costs no quality to the lightest there is: whatever a
 * caller allows, the last one that it covers is the surest.
 */
final class ReducedPlans {

    /** What there is too little of. */
    enum Scarce {
        MEMORY,
        TIME;

        static Optional<Scarce> of(FailureType type) {
            return switch (type) {
                case VRAM_EXHAUSTION -> Optional.of(MEMORY);
                case INFERENCE_TIMEOUT -> Optional.of(TIME);
                default -> Optional.empty();
            };
        }
    }

    private ReducedPlans() {}

    /**
     * The plans of a model.
     *
     * @param before what is different already, as with another model or version; nothing for the model that was asked for
     */
    static List<Replan<Plan>> of(Model model, Plan asked, List<Change> before, Scarce scarce) {
        var ladder = Ladder.of(model, asked.work());
        var own = before.isEmpty();
        var fitted = own ? Optional.of(asked) : ladder.fit(asked);
        var plans = new ArrayList<Replan<Plan>>();
        for (var size : fitted.map(plan -> sizes(ladder, plan)).orElse(List.of())) {
            for (var rungs : combinations(ladder, size, scarce)) {
                var changes = new ArrayList<>(before);
                ladder.resized(asked, rungs.plan()).ifPresent(changes::add);
                changes.addAll(rungs.changes());
                if (!changes.isEmpty()) {
                    var strategy = own ? RecoveryStrategy.PARAMETER_ADJUSTMENT : RecoveryStrategy.INTELLIGENT_FALLBACK;
                    plans.add(Replan.anew(strategy, rungs.plan(), changes));
                }
            }
        }
        return plans;
    }

    private static List<Plan> sizes(Ladder ladder, Plan plan) {
        return Stream.concat(Stream.of(plan), ladder.smallest(plan).stream().map(Rung::plan))
                .toList();
    }

    private static List<Rungs> combinations(Ladder ladder, Plan plan, Scarce scarce) {
        return switch (scarce) {
            case TIME -> List.of(new Rungs(plan), new Rungs(plan).then(ladder::fewestSteps));
            case MEMORY -> {
                Function<Plan, Optional<Rung>> guidance = ladder::oneAfterTheOther;
                yield List.of(
                        new Rungs(plan).then(guidance),
                        new Rungs(plan).then(guidance).then(ladder::tiles),
                        new Rungs(plan).then(guidance).then(ladder::lightestWeights),
                        new Rungs(plan)
                                .then(guidance)
                                .then(ladder::lightestWeights)
                                .then(ladder::tiles));
            }
        };
    }
}
