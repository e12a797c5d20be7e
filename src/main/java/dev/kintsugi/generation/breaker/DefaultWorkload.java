package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import jakarta.enterprise.context.ApplicationScoped;

/** Estimates the work of a request that leaves everything to the model's defaults. */
@ApplicationScoped
public class DefaultWorkload {

    private final ModelRepository repository;

    DefaultWorkload(ModelRepository repository) {
        this.repository = repository;
    }

    /** Whether a plan is not more than that: no larger, no more steps, no more items. */
    public boolean covers(Plan plan) {
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .filter(model -> Ladder.of(model, plan.work()).isUsual(plan))
                .isPresent();
    }
}
