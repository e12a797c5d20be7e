package dev.kintsugi.faults.injector;

import dev.kintsugi.faults.fault.DiskFaults;
import dev.kintsugi.faults.fault.FaultSettings;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.pipeline.StageFaultHook;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Installs the fault hooks if faults are enabled, and nothing otherwise. */
class FaultHooks {

    @Produces
    @Singleton
    StageFaultHook stages(FaultSettings settings, Instance<StageFaults> faults) {
        return settings.enabled() ? faults.get() : StageFaultHook.OPEN;
    }

    @Produces
    @Singleton
    StoreFaultHook stores(FaultSettings settings, Instance<StoreFaults> faults) {
        return settings.enabled() ? faults.get() : StoreFaultHook.OPEN;
    }

    @Produces
    @Singleton
    WriteFaultHook writes(FaultSettings settings, Instance<DiskFaults> faults) {
        return settings.enabled() ? faults.get() : WriteFaultHook.OPEN;
    }
}
