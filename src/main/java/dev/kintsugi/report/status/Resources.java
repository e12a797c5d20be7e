package dev.kintsugi.report.status;

import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.capacity.load.ServiceLevel;
import dev.kintsugi.capacity.memory.DeviceMemory;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.runtime.device.Devices;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What the service has to work with, and how much of it is taken. */
@ApplicationScoped
class Resources {

    private final LoadMonitor load;
    private final Devices devices;
    private final DeviceMemory memory;
    private final RetryBudget retries;

    Resources(LoadMonitor load, Devices devices, DeviceMemory memory, RetryBudget retries) {
        this.load = load;
        this.devices = devices;
        this.memory = memory;
        this.retries = retries;
    }

    String device() {
        return devices.preferred().toString();
    }

    /** What the device has for networks, if that is known. */
    Optional<MemoryStatus> memory() {
        return memory.reading(devices.preferred()).map(MemoryStatus::of);
    }

    ServiceLevel level() {
        return load.level();
    }

    /** From 0 to 1, that of the resource which is taken most. */
    double load() {
        return rounded(load.load().worst());
    }

    /** How many retries are left. */
    double retryBudget() {
        return rounded(retries.left());
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
