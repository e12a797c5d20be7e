package dev.kintsugi.ops;

import dev.kintsugi.faults.ClockFaults;
import dev.kintsugi.faults.FaultSettings;
import dev.kintsugi.faults.Unshifted;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The only place that makes a clock; everybody else is given one. */
class Clocks {

    @Produces
    @Singleton
    Clock clock(FaultSettings settings, Instance<ClockFaults> faults) {
        return new SteadyClock(settings.enabled() ? faults.get() : Clock.systemUTC(), System::nanoTime);
    }

    /** The one that faults of the clock leave alone. */
    @Produces
    @Singleton
    @Unshifted
    Clock unshifted() {
        return Clock.systemUTC();
    }
}
