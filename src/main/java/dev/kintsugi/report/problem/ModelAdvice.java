package dev.kintsugi.report.problem;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the installed models mean for a failure. */
@ApplicationScoped
class ModelAdvice {

    private static final int MOST = 5;

    private static final Set<FailureType> DAMAGE = Set.of(
            FailureType.MODEL_CORRUPTION_DETECTED,
            FailureType.MODEL_LOADING_FAILED,
            FailureType.MODEL_INTEGRITY_FAILURE);

    private final ModelRepository repository;
    private final Alternatives alternatives;
    private final ModelHealth health;
    private final Installer installer;

    ModelAdvice(ModelRepository repository, Alternatives alternatives, ModelHealth health, Installer installer) {
        this.repository = repository;
        this.alternatives = alternatives;
        this.health = health;
        this.installer = installer;
    }

    /** Models that could be asked for instead, best first: where there is no such model, those that there are. */
    List<String> alternatives(Failure failure) {
        if (failure.type() == FailureType.MODEL_NOT_FOUND) {
            return repository.all().stream()
                    .map(model -> model.id().value())
                    .limit(MOST)
                    .toList();
        }
        return mayDependOnModel(failure) ? others(failure) : List.of();
    }

    /** A mistake of the caller is one with any model, but for what a model cannot do. */
    private static boolean mayDependOnModel(Failure failure) {
        return failure.type().category() == Category.MODEL || !failure.type().callersMistake();
    }

    private List<String> others(Failure failure) {
        return model(failure).map(alternatives::to).orElse(List.of()).stream()
                .map(alternative -> alternative.model().id().value())
                .limit(MOST)
                .toList();
    }

    /** Whether a failure is of files that only a person can bring back, and that nobody is writing. */
    boolean isBeyondRepair(Failure failure) {
        return unfetchable(failure)
                .filter(model -> !health.isBeingWritten(model))
                .isPresent();
    }

    /** Whether a failure is of files that nothing can fetch, but that may still be being copied. */
    boolean mayBeBeingCopied(Failure failure) {
        return unfetchable(failure).filter(health::isBeingWritten).isPresent();
    }

    /** The model of a failure, if files of it are missing or damaged that nothing can fetch. */
    private Optional<Model> unfetchable(Failure failure) {
        return DAMAGE.contains(failure.type()) ? model(failure).filter(this::lacksMore) : Optional.empty();
    }

    private boolean lacksMore(Model model) {
        return health.now(model).findings().keySet().stream()
                .map(model.manifest()::file)
                .anyMatch(
                        file -> file.map(List::of).filter(installer::canRepair).isEmpty());
    }

    private Optional<Model> model(Failure failure) {
        var model = failure.context().model();
        return ModelId.isValid(model) ? repository.find(new ModelId(model)) : Optional.empty();
    }
}
