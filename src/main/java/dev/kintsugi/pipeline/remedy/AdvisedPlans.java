package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Manifest.ImageLimits;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Adjustment;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Size;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
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
     * The same picture with other parameters.
     *
     * @throws TypedException invalid_parameters if they are not lighter or the model does not allow them
     */
    public Replan<Plan> adjusted(Plan plan, Adjustment advice) {
        var model = repository.require(plan.variant().model().value());
        var changes = new ArrayList<Change>();
        var lighter = plan;
        if (advice.size().isPresent()) {
            lighter = resized(lighter, advice.size().get(), model, changes);
        }
        if (advice.steps().isPresent()) {
            lighter = shortened(lighter, advice.steps().get(), model, changes);
        }
        if (advice.precision().isPresent()) {
            lighter = reduced(lighter, advice.precision().get(), model, changes);
        }
        if (lighter.equals(plan)) {
            throw refused("the advice changes nothing");
        }
        return new Replan<>(
                RecoveryStrategy.PARAMETER_ADJUSTMENT, lighter, Change.together(changes), List.copyOf(changes), false);
    }

    /**
     * The same picture by another model.
     *
     * @throws TypedException model_not_found, or unsupported_operation if that model does not draw or is not whole
     */
    public Replan<Plan> on(Plan plan, String other) {
        var model = repository.require(other);
        var asked = repository.require(plan.variant().model().value());
        var alternative = alternatives.to(asked).stream()
                .filter(one -> one.model().id().equals(model.id()))
                .findFirst()
                .orElseThrow(() -> new TypedException(
                        FailureType.UNSUPPORTED_OPERATION, "the model " + other + " cannot take over"));
        return new Replan<>(
                RecoveryStrategy.INTELLIGENT_FALLBACK,
                Ladder.of(model).fit(plan),
                new Change(Change.MODEL, asked.id().value(), other, alternative.loss()));
    }

    /**
     * The same picture in fewer steps; empty if the model needs as many, or the picture has few already.
     *
     * @param share of the steps that is left, from 0 to 1
     */
    public Optional<Replan<Plan>> shortened(Plan plan, double share) {
        return repository
                .find(plan.variant().model())
                .map(Ladder::of)
                .flatMap(ladder -> ladder.shortened(plan, share))
                .map(rung -> new Replan<>(RecoveryStrategy.GRACEFUL_DEGRADATION, rung.plan(), rung.change()));
    }

    private static Plan resized(Plan plan, Size size, Model model, ArrayList<Change> changes) {
        var from = plan.picture().size();
        var limits = limits(model).size();
        if (size.width() > from.width() || size.height() > from.height()) {
            throw refused("the size " + size + " is larger than " + from);
        }
        if (Math.min(size.width(), size.height()) < limits.min()
                || size.width() % limits.multiple() != 0
                || size.height() % limits.multiple() != 0) {
            throw refused("the size " + size + " is none that the model draws");
        }
        changes.add(new Change("size", from.toString(), size.toString(), size.equals(from) ? 0 : Ladder.SIZE_LOSS));
        return plan.withPicture(plan.picture().withSize(size));
    }

    private static Plan shortened(Plan plan, int steps, Model model, ArrayList<Change> changes) {
        var from = plan.picture().steps();
        if (steps > from || steps < limits(model).steps().min()) {
            throw refused("the number of steps must be from "
                    + (int) limits(model).steps().min() + " to " + from + ", not " + steps);
        }
        changes.add(new Change(
                "steps", String.valueOf(from), String.valueOf(steps), steps == from ? 0 : Ladder.STEPS_LOSS));
        return plan.withPicture(plan.picture().withSteps(steps));
    }

    private static Plan reduced(Plan plan, String precision, Model model, ArrayList<Change> changes) {
        if (model.manifest().precision(precision).isEmpty()) {
            throw refused("the model has no precision " + precision);
        }
        changes.add(new Change("precision", plan.variant().precision(), precision, Ladder.INT8_LOSS));
        return plan.withVariant(plan.variant().withPrecision(precision));
    }

    private static ImageLimits limits(Model model) {
        var limits = model.manifest().parameters();
        if (limits == null) {
            throw refused("the model " + model.id() + " does not draw pictures");
        }
        return limits;
    }

    private static TypedException refused(String why) {
        return new TypedException(FailureType.INVALID_PARAMETERS, why);
    }
}
