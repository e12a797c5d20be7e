package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.forecast.SafePlans;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Makes generations lighter that were running when their process was killed. */
@ApplicationScoped
public class KilledGenerations {

    private final SafePlans plans;
    private final Clock clock;

    KilledGenerations(SafePlans plans, Clock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * Makes one lighter before it begins, as its trail tells; if its caller does not allow that, it is refused.
     *
     * @param kills how often the process was killed while it ran
     */
    public void lighten(Generation generation, int kills) {
        var incident = generation.incident();
        var failure = failure(generation, kills);
        var changes = plans.farLighter(incident.plan());
        for (var change : changes) {
            incident.foresee(failure, change);
        }
        if (!changes.isEmpty() && !incident.plan().equals(changes.getLast().plan())) {
            generation.refuse(failure);
        }
    }

    private Failure failure(Generation generation, int kills) {
        return new Failure(
                FailureType.VRAM_EXHAUSTION,
                Severity.HIGH,
                generation.asked().work().title() + " was being computed " + kills
                        + " times when the service was ended from outside, as the system does when memory runs out."
                        + " A smaller one needs less.",
                "running at " + kills + " kills",
                generation.context().withPhase("accept"),
                List.of(),
                clock.instant());
    }
}
