package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.Alternatives.Alternative;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models, and the versions and precisions of a model, that can take over from one that failed. */
@ApplicationScoped
class OtherModels {

    private final Alternatives alternatives;
    private final Breakers breakers;
    private final Clock clock;

    OtherModels(Alternatives alternatives, Breakers breakers, Clock clock) {
        this.alternatives = alternatives;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** Whether the files of a precision are as they should be. */
    boolean isWhole(Model model, String precision) {
        return alternatives.isWhole(model, precision);
    }

    /** The other precisions of a model whose files are whole. */
    List<String> precisions(Model model, String precision) {
        return alternatives.otherPrecisions(model, precision);
    }

    /**
     * The alternatives that do not keep failing themselves. Other versions of the model come first, if the failure is one that
     * another version need not have. The model itself counts when all are open, but is no way out.
     */
    List<Alternative> usable(Model model, Plan plan, FailureType type) {
        var device = plan.variant().device();
        var own = new Alternative(model, plan.variant().precision(), 1, 0);
        var others = isOfTheVersion(type) ? alternatives.all(model) : alternatives.to(model);
        var all = Stream.concat(others.stream(), Stream.of(own)).toList();
        return BreakerState.usable(
                        all, other -> state(other, device, plan.work().kind()), clock.instant())
                .stream()
                .filter(other -> other != own)
                .toList();
    }

    /** Other versions of a model are as large and as slow; that a version is left alone says nothing of them. */
    private static boolean isOfTheVersion(FailureType type) {
        if (type == FailureType.MODEL_OVERLOADED) {
            return true;
        }
        return switch (type.category()) {
            case MODEL -> type != FailureType.MODEL_LOADING_TIMEOUT;
            case PIPELINE -> type != FailureType.INFERENCE_TIMEOUT;
            case MEMORY,
                    HARDWARE,
                    RESOURCE,
                    STORAGE,
                    NETWORK,
                    CONFIGURATION,
                    STATE,
                    TOOL,
                    REALTIME,
                    INPUT,
                    AUTH,
                    INTERNAL -> false;
        };
    }

    private BreakerState state(Alternative other, Device device, WorkKind kind) {
        return breakers.state(Variant.of(other.model(), other.precision(), device), kind);
    }

    /**
     * Another model than the one that failed for what was asked for, as large as it can; empty if it cannot do that. It may
     * be the one that was asked for.
     */
    static Optional<Replan<Plan>> onto(Alternative other, Plan asked, Plan failed) {
        var ladder = Ladder.of(other.model(), asked.work());
        var device = failed.variant().device();
        return ladder.fit(asked.withVariant(asked.variant().withDevice(device))).map(fitted -> {
            var plan = fitted.withVariant(fitted.variant().withPrecision(other.precision()));
            var changes = new ArrayList<Change>();
            if (asked.variant().isOf(other.model())) {
                changes.addAll(back(other, asked, failed));
            } else {
                changes.add(change(other, asked));
                changes.addAll(inOtherPrecision(other, asked.variant()));
            }
            ladder.resized(asked, plan).ifPresent(changes::add);
            return Replan.anew(RecoveryStrategy.INTELLIGENT_FALLBACK, plan, changes);
        });
    }

    /** How a plan of another model becomes one of the model that was asked for. */
    private static List<Change> back(Alternative original, Plan asked, Plan failed) {
        var changes = new ArrayList<Change>();
        changes.add(change(failed.variant(), original.model(), 0));
        changes.addAll(inOtherPrecision(original, asked.variant()));
        return changes;
    }

    /** What a model computes in another precision than was asked for is another result; precisions of another model say nothing. */
    private static List<Change> inOtherPrecision(Alternative other, Variant asked) {
        return asked.model().equals(other.model().id()) && !asked.precision().equals(other.precision())
                ? List.of(Ladder.inPrecision(asked.precision(), other.precision()))
                : List.of();
    }

    /** How an answer by it differs from what was asked for. */
    static Change change(Alternative other, Plan asked) {
        return change(asked.variant(), other.model(), other.loss());
    }

    private static Change change(Variant from, Model to, double loss) {
        return from.model().equals(to.id())
                ? new Change(Change.VERSION, from.version(), to.manifest().version(), loss)
                : new Change(Change.MODEL, from.model().value(), to.id().value(), loss);
    }

    /** The bytes of the weights of its lightest precision. */
    static long weights(Model model, Plan asked) {
        var ladder = Ladder.of(model, asked.work());
        return model.manifest().precisions().stream()
                .mapToLong(precision -> ladder.weights(precision.name()))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
