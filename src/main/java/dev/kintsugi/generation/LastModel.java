package dev.kintsugi.generation;

import dev.kintsugi.model.Alternatives;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.recovery.Category;
import dev.kintsugi.recovery.Circumstance;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.Outcome;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes a failure of a model critical where no other one is there that could have answered. */
@ApplicationScoped
class LastModel {

    private final ModelRepository repository;
    private final Alternatives alternatives;

    LastModel(ModelRepository repository, Alternatives alternatives) {
        this.repository = repository;
        this.alternatives = alternatives;
    }

    <T> Outcome<T> judge(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Failed<T> failed
            when isLast(failed.failure()) ->
                new Outcome.Failed<>(
                        failed.failure().under(Circumstance.LAST_HEALTHY_MODEL), failed.reason(), failed.trail());
            case Outcome.Failed<T> failed -> failed;
            case Outcome.Completed<T> completed -> completed;
            case Outcome.Recovered<T> recovered -> recovered;
            case Outcome.Degraded<T> degraded -> degraded;
        };
    }

    private boolean isLast(Failure failure) {
        var model = failure.context().model();
        return failure.type().category() == Category.MODEL
                && !failure.type().callersMistake()
                && ModelId.isValid(model)
                && repository.find(new ModelId(model)).map(alternatives::to).stream()
                        .anyMatch(others -> others.isEmpty());
    }
}
