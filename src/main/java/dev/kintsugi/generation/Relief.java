package dev.kintsugi.generation;

import dev.kintsugi.capacity.LoadMonitor;
import dev.kintsugi.capacity.ServiceLevel;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.recovery.Change;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.RecoveryStrategy;
import dev.kintsugi.recovery.Remedy.Replan;
import dev.kintsugi.recovery.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/** Draws in fewer steps while the level of service is lower, where the caller allows it. */
@ApplicationScoped
class Relief {

    private static final int FEW_STEPS = 10;
    private static final double LOSS = 0.02;

    private final LoadMonitor monitor;
    private final ModelRepository repository;
    private final Clock clock;

    Relief(LoadMonitor monitor, ModelRepository repository, Clock clock) {
        this.monitor = monitor;
        this.repository = repository;
        this.clock = clock;
    }

    void adjust(Generation generation) {
        var level = monitor.level();
        if (level == ServiceLevel.FULL) {
            return;
        }
        var plan = generation.incident().plan();
        var from = plan.picture().steps();
        var to = Math.max(least(plan), (int) Math.round(from * level.quality()));
        if (to < from) {
            var change = new Change("steps", String.valueOf(from), String.valueOf(to), LOSS);
            generation
                    .incident()
                    .foresee(
                            overloaded(generation, level),
                            new Replan<>(
                                    RecoveryStrategy.GRACEFUL_DEGRADATION,
                                    plan.withPicture(plan.picture().withSteps(to)),
                                    change));
        }
    }

    private int least(Plan plan) {
        var limits = repository
                .find(plan.variant().model())
                .map(model -> model.manifest().parameters());
        return Math.max(
                FEW_STEPS, limits.map(known -> (int) known.steps().min()).orElse(FEW_STEPS));
    }

    private Failure overloaded(Generation generation, ServiceLevel level) {
        return new Failure(
                FailureType.MODEL_OVERLOADED,
                Severity.LOW,
                String.format(
                        Locale.ROOT,
                        "The service is busy and works at the level %s, so that all are answered.",
                        level.code()),
                "foreseen, load " + monitor.load(),
                generation.context(),
                List.of(),
                clock.instant());
    }
}
