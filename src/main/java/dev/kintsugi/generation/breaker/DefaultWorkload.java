package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Plan;
import jakarta.enterprise.context.ApplicationScoped;

/** Estimates the work of a request that leaves everything to the model's defaults. */
@ApplicationScoped
public class DefaultWorkload {

    private final ModelRepository repository;

    DefaultWorkload(ModelRepository repository) {
        this.repository = repository;
    }

    /** Whether a plan is not more than that: no larger, no more steps, no more pictures. */
    public boolean covers(Plan plan) {
        var limits = repository
                .find(plan.variant().model())
                .map(model -> model.manifest().parameters())
                .orElse(null);
        var picture = plan.picture();
        return limits != null
                && picture.size().pixels()
                        <= (long) limits.size().standard() * limits.size().standard()
                && picture.steps() <= limits.steps().standard()
                && picture.count() <= limits.images().standard();
    }
}
