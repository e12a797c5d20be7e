package dev.kintsugi.pipeline;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.runtime.device.Device;

/** Knows which models keep failing and are left alone for a while. Owned here, kept by whoever runs the plans. */
public interface Breakers {

    /** How the breaker of a model on a device stands; closed where there is none. */
    BreakerState state(ModelId model, Device device);

    /** The files of a model were restored: it gets its next chance at once, on all devices. */
    void mended(ModelId model);
}
