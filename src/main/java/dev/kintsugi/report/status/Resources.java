package dev.kintsugi.report.status;

import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.capacity.load.ServiceLevel;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.runtime.device.Devices;
import jakarta.enterprise.context.ApplicationScoped;

/** What the service has to work with, and how much of it is taken. */
@ApplicationScoped
class Resources {

    private final LoadMonitor load;
    private final Devices devices;
    private final RetryBudget retries;

    Resources(LoadMonitor load, Devices devices, RetryBudget retries) {
        this.load = load;
        this.devices = devices;
        this.retries = retries;
    }

    String device() {
        return devices.preferred().toString();
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
