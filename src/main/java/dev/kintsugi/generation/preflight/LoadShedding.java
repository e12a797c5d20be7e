package dev.kintsugi.generation.preflight;

import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.capacity.load.ServiceLevel;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.AdvisedPlans;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Uses fewer steps while the service level is lower, if the caller allows it. */
@ApplicationScoped
class LoadShedding {

    private final LoadMonitor monitor;
    private final AdvisedPlans plans;
    private final Clock clock;

    LoadShedding(LoadMonitor monitor, AdvisedPlans plans, Clock clock) {
        this.monitor = monitor;
        this.plans = plans;
        this.clock = clock;
    }

    public void adjust(Generation generation) {
        var level = monitor.level();
        if (level != ServiceLevel.FULL) {
            var plan = generation.incident().plan();
            plans.shortened(plan, share(generation, plan, level))
                    .ifPresent(shorter -> generation.incident().foresee(overloaded(generation, level), shorter));
        }
    }

    /** Relative to the requested steps: if a forecast has reduced them further, that counts. */
    private static double share(Generation generation, Plan plan, ServiceLevel level) {
        var asked = generation.asked().work().cost().steps();
        return Math.min(1, level.quality() * asked / plan.work().cost().steps());
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
