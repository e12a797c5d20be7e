package dev.kintsugi.faults;

import dev.kintsugi.job.StoreGate;
import dev.kintsugi.model.WriteGate;
import dev.kintsugi.pipeline.StageGate;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the faults in the way where they are enabled, and nothing at all where they are not. */
class Gates {

    @Produces
    @Singleton
    StageGate stages(FaultSettings settings, Instance<StageFaults> faults) {
        return settings.enabled() ? faults.get() : StageGate.OPEN;
    }

    @Produces
    @Singleton
    StoreGate stores(FaultSettings settings, Instance<StoreFaults> faults) {
        return settings.enabled() ? faults.get() : StoreGate.OPEN;
    }

    @Produces
    @Singleton
    WriteGate writes(FaultSettings settings, Instance<DiskFaults> faults) {
        return settings.enabled() ? faults.get() : WriteGate.OPEN;
    }
}
