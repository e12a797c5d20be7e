package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.runtime.device.Device;

/** Whose breaker it is: that of one model on one device, in all of its precisions. */
record BreakerKey(ModelId model, Device device) {

    static BreakerKey of(Variant variant) {
        return new BreakerKey(variant.model(), variant.device());
    }

    /** How its breaker stands now. */
    BreakerView view(Breaker breaker) {
        return new BreakerView(model, device, breaker.state());
    }
}
