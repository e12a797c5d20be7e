package dev.kintsugi.generation;

import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.Plan;
import jakarta.enterprise.context.ApplicationScoped;

/** Knows how much work a model does where a request leaves everything to its defaults. */
@ApplicationScoped
class UsualWork {

    private final ModelRepository repository;

    UsualWork(ModelRepository repository) {
        this.repository = repository;
    }

    /** Whether a plan is not more than that: no larger, no more steps, no more pictures. */
    boolean covers(Plan plan) {
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
