package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.runtime.device.Device;

/**
 * How one breaker stands, for those who look on.
 *
 * @param model whose
 * @param version of the model
 * @param kind of the work that it is for
 * @param device where
 * @param state how
 */
public record BreakerView(ModelId model, String version, WorkKind kind, Device device, BreakerState state) {

    /** Whether it is one of this version of a model. */
    public boolean isOf(Model other) {
        return model.equals(other.id()) && version.equals(other.manifest().version());
    }
}
