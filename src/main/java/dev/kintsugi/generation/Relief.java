package dev.kintsugi.generation;

import dev.kintsugi.capacity.LoadMonitor;
import dev.kintsugi.capacity.ServiceLevel;
import dev.kintsugi.pipeline.AdvisedPlans;
import dev.kintsugi.pipeline.Plan;
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
            var plan = generation.incident().plan();
            plans.shortened(plan, share(generation, plan, level))
                    .ifPresent(shorter -> generation.incident().foresee(overloaded(generation, level), shorter));
        }
    }

    /** Of the steps that were asked for: where a forecast has left fewer already, they count. */
    private static double share(Generation generation, Plan plan, ServiceLevel level) {
        var asked = generation.asked().picture().steps();
        return Math.min(1, level.quality() * asked / plan.picture().steps());
    }

    private Failure overloaded(Generation generation, ServiceLevel level) {
        return new Failure(
                FailureType.MODEL_OVERLOADED,
                Severity.LOW,
                monitor.pinned().isPresent()
                        ? "The service was set to the level " + level.code() + ", which gives fewer steps."
                        : "The service is busy and works at the level " + level.code() + ", so that all are answered.",
                (monitor.pinned().isPresent() ? "pinned, " : "foreseen, ") + monitor.load(),
                generation.context(),
                List.of(),
                clock.instant());
    }
}
