package dev.kintsugi.generation;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.GenerationSettings;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.trail.RecoveryListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What one generation may use: so many attempts and strategies, and so much time. */
@ApplicationScoped
class GenerationLimits {

    private final GenerationSettings settings;
    private final Clock clock;

    GenerationLimits(GenerationSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The incident of a plan of which nothing was tried yet, without a deadline. */
    Incident<Plan> incident(Plan plan, RecoveryPolicy policy, RecoveryListener listener) {
        var budget = new Budget(settings.attempts(), settings.failedStrategies(), Instant.MAX);
        return new Incident<>(plan, policy, budget, listener, clock);
    }

    /**
     * From now on its time runs.
     *
     * @param deadline of the caller, which counts only if it is earlier than that of all
     */
    void begin(Generation generation, Optional<Instant> deadline) {
        var usual = clock.instant().plus(settings.deadline());
        deadline.filter(usual::isAfter).ifPresentOrElse(generation::untilItsCallers, () -> generation.until(usual));
    }
}
