package dev.kintsugi.faults.injector;

import dev.kintsugi.faults.fault.Boundary;
import dev.kintsugi.faults.fault.FaultKind;
import dev.kintsugi.faults.fault.Faults;
import dev.kintsugi.faults.fault.InjectionPoint;
import dev.kintsugi.faults.fault.RealClock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;

/** The time of day as a machine tells it whose clock was set: an hour off, on each occasion that is hit. */
@ApplicationScoped
public class ClockFaults implements InstantSource {

    private static final Duration OFF = Duration.ofHours(1);

    private final Faults faults;
    private final Clock clock;

    ClockFaults(Faults faults, @RealClock Clock clock) {
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        var time = clock.instant();
        for (var fault : faults.at(EnumSet.of(Boundary.CLOCK))) {
            if (faults.hits(fault, InjectionPoint.telling())) {
                time = fault.kind() == FaultKind.FORWARD ? time.plus(OFF) : time.minus(OFF);
            }
        }
        return time;
    }
}
