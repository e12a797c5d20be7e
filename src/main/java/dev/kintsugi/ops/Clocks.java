package dev.kintsugi.ops;

import dev.kintsugi.faults.fault.FaultSettings;
import dev.kintsugi.faults.fault.RealClock;
import dev.kintsugi.faults.injector.ClockFaults;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;

/** The only place that creates a clock; all other code receives it. */
class Clocks {

    @Produces
    @Singleton
    Clock clock(FaultSettings settings, Instance<ClockFaults> faults) {
        return new SteadyClock(settings.enabled() ? faults.get() : Clock.systemUTC(), System::nanoTime, Clocks::uptime);
    }

    /** How long the machine has been up, its sleep included, as Linux tells it (man 5 proc_uptime). */
    private static OptionalLong uptime() {
        try {
            var seconds = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
            return OptionalLong.of((long) (Double.parseDouble(seconds) * 1e9));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The one that faults of the clock leave alone. */
    @Produces
    @Singleton
    @RealClock
    Clock unshifted() {
        return Clock.systemUTC();
    }
}
