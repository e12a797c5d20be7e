package dev.kintsugi.pipeline;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.runtime.device.Device;

/** Knows which models keep failing and are skipped for a while. Declared here, implemented by the runner of plans. */
public interface Breakers {

    /** How the breaker of a model on a device stands; closed if there is none. */
    BreakerState state(ModelId model, Device device);

    /** The files of a model were restored: it gets its next chance at once, on all devices. */
    void repaired(ModelId model);
}
