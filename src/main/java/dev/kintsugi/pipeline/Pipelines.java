package dev.kintsugi.pipeline;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** All kinds of generation that this service knows. */
@ApplicationScoped
public class Pipelines {

    private final List<Pipeline> all;
    private final ModelRepository repository;

    Pipelines(@All List<Pipeline> all, ModelRepository repository) {
        this.all = all;
        this.repository = repository;
    }

    /**
     * The one that computes a plan.
     *
     * @throws TypedException model_not_found if its model is gone; unsupported_operation if none does what the model is for
     */
    public Pipeline of(Plan plan) {
        var model = plan.variant().model();
        return of(repository.require(model.value()).manifest().task())
                .orElseThrow(() -> new TypedException(
                        FailureType.UNSUPPORTED_OPERATION,
                        "No part of this service computes what " + model + " is for; GET /v1/models lists its task."));
    }

    /** Whether all that a plan needs of its model is loaded; not if the model is gone. */
    public boolean isLoaded(Plan plan) {
        return task(plan.variant().model())
                .flatMap(this::of)
                .filter(pipeline -> pipeline.isLoaded(plan))
                .isPresent();
    }

    private Optional<String> task(ModelId model) {
        return repository.find(model).map(found -> found.manifest().task());
    }

    private Optional<Pipeline> of(String task) {
        return all.stream().filter(pipeline -> pipeline.task().equals(task)).findFirst();
    }

    /** The codes of the stages of all kinds, in order. */
    public List<String> stages() {
        return all.stream()
                .flatMap(pipeline -> pipeline.stages().stream())
                .map(Stage::code)
                .distinct()
                .toList();
    }
}
