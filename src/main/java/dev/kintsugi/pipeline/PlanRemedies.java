package dev.kintsugi.pipeline;

import dev.kintsugi.model.Alternatives;
import dev.kintsugi.model.Alternatives.Alternative;
import dev.kintsugi.model.Installer;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.recovery.BreakerState;
import dev.kintsugi.recovery.Category;
import dev.kintsugi.recovery.Change;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.RecoveryStrategy;
import dev.kintsugi.recovery.Remedies;
import dev.kintsugi.recovery.Remedy;
import dev.kintsugi.recovery.Remedy.Relieve;
import dev.kintsugi.recovery.Remedy.Repair;
import dev.kintsugi.recovery.Remedy.Replan;
import dev.kintsugi.runtime.Device;
import dev.kintsugi.runtime.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The remedies that a plan of a picture has, least loss first within each strategy. */
@ApplicationScoped
public class PlanRemedies implements Remedies<Plan> {

    private final ModelRepository repository;
    private final Installer installer;
    private final Alternatives alternatives;
    private final Sessions sessions;
    private final Breakers breakers;
    private final KeptAnswers kept;
    private final Clock clock;
    private final Executor blocking;

    public PlanRemedies(
            ModelRepository repository,
            Installer installer,
            Alternatives alternatives,
            Sessions sessions,
            Breakers breakers,
            KeptAnswers kept,
            Clock clock,
            @Blocking Executor blocking) {
        this.repository = repository;
        this.installer = installer;
        this.alternatives = alternatives;
        this.sessions = sessions;
        this.breakers = breakers;
        this.kept = kept;
        this.clock = clock;
        this.blocking = blocking;
    }

    @Override
    public List<Remedy<Plan>> remedies(RecoveryStrategy strategy, Failure failure, Plan plan) {
        return switch (strategy) {
            case AUTOMATIC_REPAIR -> repair(failure, plan);
            case RESOURCE_OPTIMIZATION -> optimize(failure, plan);
            case PARAMETER_ADJUSTMENT -> adjust(failure, plan);
            case INTELLIGENT_FALLBACK -> fallBack(plan);
            case GRACEFUL_DEGRADATION -> degrade(failure, plan);
            // The decider makes retries itself, asking a person is what giving up means, and advice comes from
            // elsewhere.
            case IMMEDIATE_RETRY, USER_INTERVENTION, CUSTOM -> List.of();
        };
    }

    private List<Remedy<Plan>> repair(Failure failure, Plan plan) {
        return failure.type().category() != Category.MODEL
                ? List.of()
                : model(plan).filter(installer::canRepair).stream()
                        .<Remedy<Plan>>map(
                                model -> new Repair<>(new RestoreFiles(model, installer, breakers, blocking)))
                        .toList();
    }

    private List<Remedy<Plan>> optimize(Failure failure, Plan plan) {
        var remedies = new ArrayList<Remedy<Plan>>();
        if (failure.type().category() != Category.HARDWARE) {
            remedies.add(new Relieve<>(new FreeMemory(sessions, blocking)));
        }
        if (failure.type() != FailureType.VRAM_EXHAUSTION) {
            toTheCpu(RecoveryStrategy.RESOURCE_OPTIMIZATION, plan).ifPresent(remedies::add);
        }
        return remedies;
    }

    /** For memory the slow CPU is the last rung, after all that keeps the fast device. */
    private List<Remedy<Plan>> adjust(Failure failure, Plan plan) {
        var remedies = new ArrayList<Remedy<Plan>>();
        model(plan).map(model -> Ladder.of(model).rungs(failure, plan)).orElse(List.of()).stream()
                .map(rung -> replan(RecoveryStrategy.PARAMETER_ADJUSTMENT, rung.plan(), rung.change()))
                .forEach(remedies::add);
        if (failure.type() == FailureType.VRAM_EXHAUSTION) {
            toTheCpu(RecoveryStrategy.PARAMETER_ADJUSTMENT, plan).ifPresent(remedies::add);
        }
        return remedies;
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

    private List<Remedy<Plan>> fallBack(Plan plan) {
        return model(plan).map(model -> usable(model, plan.variant().device())).orElse(List.of()).stream()
                .map(alternative -> replan(
                        RecoveryStrategy.INTELLIGENT_FALLBACK,
                        Ladder.of(alternative.model()).fit(plan),
                        change(plan, alternative, Ladder.of(alternative.model()).fit(plan))))
                .toList();
    }

    /** What was drawn before, then the simplest picture that can be drawn at all. */
    private List<Remedy<Plan>> degrade(Failure failure, Plan plan) {
        var remedies = new ArrayList<Remedy<Plan>>(kept.remedies(plan));
        if (failure.type() == FailureType.MODEL_OVERLOADED) {
            // A model that is left alone or has no room is not helped by a simpler picture, and another model is
            // better.
            remedies.removeIf(remedy ->
                    remedy.replan().filter(replan -> replan.change().degrades()).isPresent());
            return remedies;
        }
        model(plan)
                .map(Ladder::of)
                .flatMap(ladder -> ladder.simplest(plan))
                .map(rung -> replan(RecoveryStrategy.GRACEFUL_DEGRADATION, rung.plan(), rung.change()))
                .ifPresent(remedies::add);
        return remedies;
    }

    /** The alternatives that do not keep failing themselves. The model itself counts when all are open, but is no way out. */
    private List<Alternative> usable(Model model, Device device) {
        var others = alternatives.to(model);
        var all = Stream.concat(others.stream().map(Alternative::model), Stream.of(model))
                .map(Model::id)
                .toList();
        var usable = BreakerState.usable(all, id -> breakers.state(id, device), clock.instant());
        return others.stream()
                .filter(other -> usable.contains(other.model().id()))
                .toList();
    }

    private static Change change(Plan plan, Alternative alternative, Plan fitted) {
        var size = fitted.picture().size();
        var smaller = !size.equals(plan.picture().size());
        return new Change(
                Change.MODEL,
                plan.variant().model().value(),
                alternative.model().id() + (smaller ? " at " + size : ""),
                Math.min(1, alternative.loss() + (smaller ? Ladder.SIZE_LOSS : 0)));
    }

    private Optional<Model> model(Plan plan) {
        return repository.find(plan.variant().model());
    }

    private static Remedy<Plan> replan(RecoveryStrategy strategy, Plan plan, Change change) {
        return new Replan<>(strategy, plan, change);
    }
}
