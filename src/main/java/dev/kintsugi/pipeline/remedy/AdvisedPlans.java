package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Adjustment;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Rung;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Makes plans of a custom strategy's suggestions: within the limits of the model, and never heavier than what failed. */
@ApplicationScoped
public class AdvisedPlans {

    private final ModelRepository repository;
    private final Alternatives alternatives;

    public AdvisedPlans(ModelRepository repository, Alternatives alternatives) {
        this.repository = repository;
        this.alternatives = alternatives;
    }

    /**
     * The same work with other parameters.
     *
     * @throws TypedException invalid_parameters if they are not lighter or the model does not allow them
     */
    public Replan<Plan> adjusted(Plan plan, Adjustment advice) {
        var model = repository.require(plan.variant().model(), plan.variant().version());
        var rungs = Ladder.of(model, plan.work()).adjusted(plan, advice);
        var lighter = rungs.isEmpty() ? plan : rungs.getLast().plan();
        if (lighter.equals(plan)) {
            throw new TypedException(FailureType.INVALID_PARAMETERS, "the advice changes nothing");
        }
        var changes = rungs.stream().map(Rung::change).toList();
        return new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, lighter, changes);
    }

    /**
     * The same work by another model.
     *
     * @throws TypedException model_not_found, or unsupported_operation if that model cannot do it or is not whole
     */
    public Replan<Plan> on(Plan plan, String other) {
        var model = repository.require(other);
        var asked = repository.require(plan.variant().model(), plan.variant().version());
        var alternative = alternatives.to(asked).stream()
                .filter(one -> one.model().id().equals(model.id()))
                .findFirst()
                .orElseThrow(() -> cannotTakeOver(other));
        return new Replan<>(
                RecoveryStrategy.INTELLIGENT_FALLBACK,
                Ladder.of(model, plan.work())
                        .fit(plan)
                        .map(fitted -> fitted.withVariant(fitted.variant().withPrecision(alternative.precision())))
                        .orElseThrow(() -> cannotTakeOver(other)),
                new Change(Change.MODEL, asked.id().value(), other, alternative.loss()));
    }

    /**
     * The same work in fewer steps; empty if the model needs as many, or it has few already.
     *
     * @param share of the steps that is left, from 0 to 1
     */
    public Optional<Replan<Plan>> shortened(Plan plan, double share) {
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .map(model -> Ladder.of(model, plan.work()))
                .flatMap(ladder -> ladder.shortened(plan, share))
                .map(rung -> rung.replan(RecoveryStrategy.GRACEFUL_DEGRADATION));
    }

    private static TypedException cannotTakeOver(String model) {
        return new TypedException(FailureType.UNSUPPORTED_OPERATION, "the model " + model + " cannot take over");
    }
}
