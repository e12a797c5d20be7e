package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Rung;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedies;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The remedies that a plan has, least loss first within each strategy. */
@ApplicationScoped
public class PlanRemedies implements Remedies<Plan> {

    /** The failures that a simpler picture may spare: those of what is scarce. */
    private static final Set<FailureType> SIMPLER_HELPS =
            Set.of(FailureType.VRAM_EXHAUSTION, FailureType.INFERENCE_TIMEOUT, FailureType.SYSTEM_RESOURCE_ERROR);

    /** Only for these all models are unloaded, whoever uses them: it helps no missing file. */
    private static final Set<FailureType> SHORT_OF_MEMORY =
            Set.of(FailureType.VRAM_EXHAUSTION, FailureType.SYSTEM_RESOURCE_ERROR);

    private final ModelRepository repository;
    private final OtherModels others;
    private final ResultCache resultCache;
    private final SmallerWork smaller;
    private final LastResorts lastResorts;
    private final RepairRemedies repairs;

    PlanRemedies(
            ModelRepository repository,
            OtherModels others,
            ResultCache resultCache,
            SmallerWork smaller,
            LastResorts lastResorts,
            RepairRemedies repairs) {
        this.repository = repository;
        this.others = others;
        this.resultCache = resultCache;
        this.smaller = smaller;
        this.lastResorts = lastResorts;
        this.repairs = repairs;
    }

    @Override
    public List<Remedy<Plan>> remedies(RecoveryStrategy strategy, Failure failure, Plan plan) {
        return remedies(strategy, failure, plan, plan, false);
    }

    @Override
    public List<Remedy<Plan>> remedies(RecoveryStrategy strategy, Situation<Plan> situation) {
        var last = situation.last();
        // What follows an attempt that ran out of memory runs alone, with nothing else loaded.
        var before = situation.history().size() - 2;
        var freed = before >= 0 && situation.history().get(before).failure().type() == FailureType.VRAM_EXHAUSTION;
        return remedies(strategy, last.failure(), last.plan(), situation.asked(), freed);
    }

    @Override
    public List<List<Replan<Plan>>> lastResorts(Situation<Plan> situation) {
        return lastResorts.of(situation);
    }

    private List<Remedy<Plan>> remedies(
            RecoveryStrategy strategy, Failure failure, Plan plan, Plan asked, boolean freed) {
        return switch (strategy) {
            case AUTOMATIC_REPAIR -> repair(failure, plan);
            case RESOURCE_OPTIMIZATION -> optimize(failure, plan, freed);
            case PARAMETER_ADJUSTMENT -> adjust(failure, plan);
            case INTELLIGENT_FALLBACK -> fallBack(failure, plan, asked);
            case GRACEFUL_DEGRADATION -> degrade(failure, plan);
            // The decider makes retries itself, asking a person is what giving up means, and advice comes from
            // elsewhere.
            case IMMEDIATE_RETRY, USER_INTERVENTION, CUSTOM -> List.of();
        };
    }

    private List<Remedy<Plan>> repair(Failure failure, Plan plan) {
        return failure.type().category() != Category.MODEL
                ? List.of()
                : model(plan).flatMap(repairs::files).stream()
                        .<Remedy<Plan>>map(repair -> repair)
                        .toList();
    }

    private List<Remedy<Plan>> optimize(Failure failure, Plan plan, boolean freed) {
        var remedies = new ArrayList<Remedy<Plan>>();
        if (SHORT_OF_MEMORY.contains(failure.type()) && !isHopeless(failure, plan, freed)) {
            remedies.add(repairs.memory());
        } else if (failure.type().category() == Category.PIPELINE) {
            model(plan).map(repairs::sessions).ifPresent(remedies::add);
        }
        if (failure.type() != FailureType.VRAM_EXHAUSTION) {
            toTheCpu(RecoveryStrategy.RESOURCE_OPTIMIZATION, plan).ifPresent(remedies::add);
        }
        return remedies;
    }

    private boolean isHopeless(Failure failure, Plan plan, boolean freed) {
        return failure.type() == FailureType.VRAM_EXHAUSTION
                && (freed
                        || model(plan)
                                .filter(model -> smaller.isHopeless(failure, plan, model))
                                .isPresent());
    }

    /** Only what can help: a smaller picture does not make a model load. */
    private List<Remedy<Plan>> adjust(Failure failure, Plan plan) {
        var model = model(plan);
        if (model.isEmpty()) {
            return List.of();
        }
        return switch (failure.type()) {
            case VRAM_EXHAUSTION -> {
                var remedies = new ArrayList<Remedy<Plan>>(smaller.inMemory(failure, plan, model.get()));
                // The slow CPU is the last rung, after all that keeps the fast device.
                toTheCpu(RecoveryStrategy.PARAMETER_ADJUSTMENT, plan).ifPresent(remedies::add);
                yield remedies;
            }
            case INFERENCE_TIMEOUT -> smaller.inTime(failure, plan, model.get());
            case MODEL_COMPATIBILITY_ERROR, NON_FINITE_OUTPUT, MODEL_LOADING_TIMEOUT ->
                otherPrecisions(plan, model.get());
            default -> List.of();
        };
    }

    private static List<Remedy<Plan>> otherPrecisions(Plan plan, Model model) {
        return Ladder.of(model, plan.work()).otherPrecisions(plan).stream()
                .map(rung -> replan(RecoveryStrategy.PARAMETER_ADJUSTMENT, rung.plan(), rung.change()))
                .toList();
    }

    private static Optional<Remedy<Plan>> toTheCpu(RecoveryStrategy strategy, Plan plan) {
        var device = plan.variant().device();
        return device.equals(Device.CPU)
                ? Optional.empty()
                : Optional.of(replan(
                        strategy,
                        plan.withVariant(plan.variant().withDevice(Device.CPU)),
                        new Change("device", device.toString(), Device.CPU.toString(), 0)));
    }

    /**
     * At the size that was asked for: what the first model could not do says nothing of another one. If files of this
     * precision are damaged, another precision of the same version whose files are whole comes before other versions and models. If all
     * are whole and the model fails all the same, that comes last.
     */
    private List<Remedy<Plan>> fallBack(Failure failure, Plan plan, Plan asked) {
        if (failure.type() == FailureType.VRAM_EXHAUSTION) {
            return List.of(); // that is the last resort, with a plan that is light enough
        }
        var remedies = new ArrayList<Remedy<Plan>>();
        var precisions = failure.type().category() == Category.MODEL ? otherPrecisions(plan) : List.<Remedy<Plan>>of();
        var damaged = model(plan)
                .filter(model -> !others.isWhole(model, plan.variant().precision()))
                .isPresent();
        if (damaged) {
            remedies.addAll(precisions);
        }
        model(plan)
                .or(() -> lost(plan))
                .map(model -> others.usable(model, plan, failure.type()))
                .orElse(List.of())
                .stream()
                .flatMap(other -> OtherModels.onto(other, asked, plan).stream())
                .forEach(remedies::add);
        if (!damaged) {
            remedies.addAll(precisions);
        }
        return remedies;
    }

    private List<Remedy<Plan>> otherPrecisions(Plan plan) {
        var variant = plan.variant();
        return model(plan).map(model -> others.precisions(model, variant.precision())).stream()
                .flatMap(List::stream)
                .map(precision -> replan(
                        RecoveryStrategy.INTELLIGENT_FALLBACK,
                        plan.withVariant(variant.withPrecision(precision)),
                        Ladder.inPrecision(variant.precision(), precision)))
                .toList();
    }

    /** What was made before, then the simplest that can be made at all. */
    private List<Remedy<Plan>> degrade(Failure failure, Plan plan) {
        var remedies = new ArrayList<Remedy<Plan>>(resultCache.remedies(plan));
        if (failure.type() == FailureType.MODEL_OVERLOADED) {
            // A model that is left alone or has no room is not helped by a simpler picture, and another model is
            // better.
            remedies.removeIf(remedy ->
                    remedy.replan().filter(replan -> replan.change().degrades()).isPresent());
            return remedies;
        }
        if (!SIMPLER_HELPS.contains(failure.type())) {
            return remedies;
        }
        model(plan)
                .map(model -> Ladder.of(model, plan.work()))
                .map(ladder -> ladder.simplest(plan))
                .filter(rungs -> !rungs.isEmpty())
                .map(rungs -> new Replan<>(
                        RecoveryStrategy.GRACEFUL_DEGRADATION,
                        rungs.getLast().plan(),
                        rungs.stream().map(Rung::change).toList()))
                .ifPresent(remedies::add);
        return remedies;
    }

    private Optional<Model> lost(Plan plan) {
        return repository.lost(plan.variant().model(), plan.variant().version());
    }

    private Optional<Model> model(Plan plan) {
        return repository.find(plan.variant().model(), plan.variant().version());
    }

    private static Remedy<Plan> replan(RecoveryStrategy strategy, Plan plan, Change change) {
        return new Replan<>(strategy, plan, change);
    }
}
