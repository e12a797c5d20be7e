package dev.kintsugi.generation;

import dev.kintsugi.capacity.LoadMonitor;
import dev.kintsugi.capacity.ServiceLevel;
import dev.kintsugi.pipeline.AdvisedPlans;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Draws in fewer steps while the level of service is lower, where the caller allows it. */
@ApplicationScoped
class Relief {

    private final LoadMonitor monitor;
    private final AdvisedPlans plans;
    private final Clock clock;

    Relief(LoadMonitor monitor, AdvisedPlans plans, Clock clock) {
        this.monitor = monitor;
        this.plans = plans;
        this.clock = clock;
    }

    void adjust(Generation generation) {
        var level = monitor.level();
        if (level != ServiceLevel.FULL) {
            plans.shortened(generation.incident().plan(), level.quality())
                    .ifPresent(shorter -> generation.incident().foresee(overloaded(generation, level), shorter));
        }
    }

    private Failure overloaded(Generation generation, ServiceLevel level) {
        return new Failure(
                FailureType.MODEL_OVERLOADED,
                Severity.LOW,
                "The service is busy and works at the level " + level.code() + ", so that all are answered.",
                "foreseen, " + monitor.load(),
                generation.context(),
                List.of(),
                clock.instant());
    }
}
