package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.Alternatives.Alternative;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.ReducedPlans.Scarce;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the last attempts of a generation are reserved for: the model that was asked for in its lightest plan, and
 * another model in its own. Of models that failed for other reasons than want of memory or time there is none.
 */
@ApplicationScoped
class LastResorts {

    private final ModelRepository repository;
    private final OtherModels others;

    LastResorts(ModelRepository repository, OtherModels others) {
        this.repository = repository;
        this.others = others;
    }

    /** One list of plans for each attempt, each becoming lighter; see {@link dev.kintsugi.recovery.decision.Remedies}. */
    List<List<Replan<Plan>>> of(Situation<Plan> situation) {
        var asked = situation.asked();
        var model = repository.find(asked.variant().model(), asked.variant().version());
        var type = situation.last().failure().type();
        if (model.isEmpty() || type.callersMistake()) {
            return List.of();
        }
        return Scarce.of(type)
                .map(scarce -> lightest(situation, model.get(), scarce))
                .orElseGet(() -> whole(situation, model.get(), type));
    }

    private List<List<Replan<Plan>>> lightest(Situation<Plan> situation, Model model, Scarce scarce) {
        var asked = situation.asked();
        var own =
                isBroken(model, situation) ? List.<Replan<Plan>>of() : ReducedPlans.of(model, asked, List.of(), scarce);
        var others = others(situation, model)
                .filter(other ->
                        own.isEmpty() || OtherModels.weights(other.model(), asked) < OtherModels.weights(model, asked))
                .sorted((one, two) ->
                        Long.compare(OtherModels.weights(two.model(), asked), OtherModels.weights(one.model(), asked)))
                .flatMap(other ->
                        ReducedPlans.of(other.model(), asked, List.of(OtherModels.change(other, asked)), scarce)
                                .stream())
                .toList();
        return Stream.of(own, others).filter(plans -> !plans.isEmpty()).toList();
    }

    /**
     * For a failure of the model itself another one as it was asked for, in time: if that one does not fit, an attempt is
     * left for its lightest plan. What mends the model comes first.
     */
    private List<List<Replan<Plan>>> whole(Situation<Plan> situation, Model model, FailureType type) {
        if (!type.strategies().contains(RecoveryStrategy.INTELLIGENT_FALLBACK)
                || situation.history().size() < 2) {
            return List.of();
        }
        return otherPrecision(situation, model)
                .or(() -> others(situation, model)
                        .flatMap(other -> OtherModels.onto(
                                other, situation.asked(), situation.last().plan())
                                .stream())
                        .findFirst())
                .map(List::of)
                .map(best -> List.of(best, best))
                .orElse(List.of());
    }

    /** If the files of a precision are damaged another one of the same model is nearer than another model. */
    private Optional<Replan<Plan>> otherPrecision(Situation<Plan> situation, Model model) {
        var asked = situation.asked();
        var precision = asked.variant().precision();
        return others.isWhole(model, precision)
                ? Optional.empty()
                : others.precisions(model, precision).stream()
                        .filter(other -> situation.history().stream()
                                .noneMatch(attempt ->
                                        attempt.plan().variant().precision().equals(other)))
                        .findFirst()
                        .map(other -> Replan.anew(
                                RecoveryStrategy.INTELLIGENT_FALLBACK,
                                asked.withVariant(asked.variant().withPrecision(other)),
                                List.of(Ladder.inPrecision(precision, other))));
    }

    private Stream<Alternative> others(Situation<Plan> situation, Model model) {
        var last = situation.last();
        return others.usable(model, last.plan(), last.failure().type()).stream()
                .filter(other -> !isBroken(other.model(), situation));
    }

    /** Whether the last attempt with a model failed, and not for want of memory or time. */
    private static boolean isBroken(Model model, Situation<Plan> situation) {
        return situation.history().stream()
                .filter(attempt -> attempt.plan().variant().isOf(model))
                .reduce((_, later) -> later)
                .map(Attempt::failure)
                .filter(failure -> Scarce.of(failure.type()).isEmpty())
                .isPresent();
    }
}
