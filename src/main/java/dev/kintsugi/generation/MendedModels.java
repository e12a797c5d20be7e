package dev.kintsugi.generation;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.RestoreListener;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives a model that was restored without a request its next chance at once, on all devices. */
@ApplicationScoped
class MendedModels implements RestoreListener {

    private final BreakerRegistry breakers;

    MendedModels(BreakerRegistry breakers) {
        this.breakers = breakers;
    }

    @Override
    public void restored(ModelId model) {
        breakers.mended(model);
    }
}
