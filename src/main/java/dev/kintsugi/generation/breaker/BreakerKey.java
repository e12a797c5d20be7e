package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.runtime.device.Device;

/**
 * Whose breaker it is: that of one version of a model on one device, in all of its precisions, for one kind of work. What
 * tensors do to a network says nothing about pictures, and what one version does nothing about another.
 */
record BreakerKey(ModelId model, String version, WorkKind kind, Device device) {

    static BreakerKey of(Variant variant, WorkKind kind) {
        return new BreakerKey(variant.model(), variant.version(), kind, variant.device());
    }

    /** How its breaker stands now. */
    BreakerView view(Breaker breaker) {
        return new BreakerView(model, version, kind, device, breaker.state());
    }
}
