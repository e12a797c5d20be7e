package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repair.RestoreListener;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives a model that was restored without a request its next chance at once, on all devices. */
@ApplicationScoped
class RestoredModels implements RestoreListener {

    private final BreakerRegistry breakers;

    RestoredModels(BreakerRegistry breakers) {
        this.breakers = breakers;
    }

    @Override
    public void restored(ModelId model) {
        breakers.repaired(model);
    }
}
