package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.Alternatives.Alternative;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
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
    private final Alternatives alternatives;
    private final Breakers breakers;
    private final Clock clock;

    LastResorts(ModelRepository repository, Alternatives alternatives, Breakers breakers, Clock clock) {
        this.repository = repository;
        this.alternatives = alternatives;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** One list of plans for each attempt, each becoming lighter; see {@link dev.kintsugi.recovery.decision.Remedies}. */
    List<List<Replan<Plan>>> of(Situation<Plan> situation) {
        var asked = situation.asked();
        var model = repository.find(asked.variant().model());
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
                .filter(other -> own.isEmpty() || weights(other.model(), asked) < weights(model, asked))
                .sorted((one, two) -> Long.compare(weights(two.model(), asked), weights(one.model(), asked)))
                .flatMap(other -> ReducedPlans.of(other.model(), asked, List.of(change(other, asked)), scarce).stream())
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
                        .flatMap(other -> onto(other, situation.asked(), device(situation)).stream())
                        .findFirst())
                .map(List::of)
                .map(best -> List.of(best, best))
                .orElse(List.of());
    }

    /** If the files of a precision are damaged another one of the same model is nearer than another model. */
    private Optional<Replan<Plan>> otherPrecision(Situation<Plan> situation, Model model) {
        var asked = situation.asked();
        var precision = asked.variant().precision();
        return alternatives.isWhole(model, precision)
                ? Optional.empty()
                : alternatives.otherPrecisions(model, precision).stream()
                        .filter(other -> situation.history().stream()
                                .noneMatch(attempt ->
                                        attempt.plan().variant().precision().equals(other)))
                        .findFirst()
                        .map(other -> Replan.anew(
                                RecoveryStrategy.INTELLIGENT_FALLBACK,
                                asked.withVariant(asked.variant().withPrecision(other)),
                                List.of(new Change("precision", precision, other, Ladder.INT8_LOSS))));
    }

    private static Device device(Situation<Plan> situation) {
        return situation.last().plan().variant().device();
    }

    private Stream<Alternative> others(Situation<Plan> situation, Model model) {
        return usable(model, device(situation)).stream().filter(other -> !isBroken(other.model(), situation));
    }

    /** The alternatives that do not keep failing themselves. The model itself counts when all are open, but is no way out. */
    List<Alternative> usable(Model model, Device device) {
        var others = alternatives.to(model);
        var all = Stream.concat(others.stream().map(Alternative::model), Stream.of(model))
                .map(Model::id)
                .toList();
        var usable = BreakerState.usable(all, id -> breakers.state(id, device), clock.instant());
        return others.stream()
                .filter(other -> usable.contains(other.model().id()))
                .toList();
    }

    /** Another model for what was asked for, as large as it can; empty if it cannot do that. */
    Optional<Replan<Plan>> onto(Alternative other, Plan asked, Device device) {
        var ladder = Ladder.of(other.model(), asked.work());
        return ladder.fit(asked.withVariant(asked.variant().withDevice(device))).map(fitted -> {
            var plan = fitted.withVariant(fitted.variant().withPrecision(other.precision()));
            var changes = new ArrayList<Change>();
            changes.add(change(other, asked));
            ladder.resized(asked, plan).ifPresent(changes::add);
            return Replan.anew(RecoveryStrategy.INTELLIGENT_FALLBACK, plan, changes);
        });
    }

    private static Change change(Alternative other, Plan asked) {
        return new Change(
                Change.MODEL,
                asked.variant().model().value(),
                other.model().id().value(),
                other.loss());
    }

    /** Whether the last attempt with a model failed, and not for want of memory or time. */
    private static boolean isBroken(Model model, Situation<Plan> situation) {
        return situation.history().stream()
                .filter(attempt -> attempt.plan().variant().model().equals(model.id()))
                .reduce((_, later) -> later)
                .map(Attempt::failure)
                .filter(failure -> Scarce.of(failure.type()).isEmpty())
                .isPresent();
    }

    private static long weights(Model model, Plan asked) {
        var ladder = Ladder.of(model, asked.work());
        return model.manifest().precisions().stream()
                .mapToLong(precision -> ladder.weights(precision.name()))
                .min()
                .orElse(Long.MAX_VALUE);
    }

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
}
