package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.plan.SafePlans;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Makes generations lighter that were running when their process was killed. */
@ApplicationScoped
public class KilledGenerations {

    /** The phase of failures of generations that are changed or refused before they begin. */
    public static final String PHASE = "accept";

    private final SafePlans plans;
    private final Clock clock;

    KilledGenerations(SafePlans plans, Clock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * Makes one lighter before it begins, as its trail tells; if its caller does not allow that, or nothing of it can be made
     * lighter, it is refused.
     *
     * @param kills how often the process was killed while it ran
     */
    public void lighten(Generation generation, int kills) {
        var incident = generation.incident();
        var changes = plans.farLighter(incident.plan());
        if (changes.isEmpty()) {
            generation.refuse(endedByIt(generation, kills));
            return;
        }
        var failure = outOfMemory(generation, kills);
        for (var change : changes) {
            incident.foresee(failure, change);
        }
        if (!incident.plan().equals(changes.getLast().plan())) {
            generation.refuse(failure);
        }
    }

    private Failure endedByIt(Generation generation, int kills) {
        return failure(
                FailureType.GENERATION_PIPELINE_ERROR,
                generation.asked().work().title() + " was being computed " + kills
                        + " times when the service ended, and nothing of it can be made smaller. So it is not begun again.",
                generation,
                kills);
    }

    private Failure outOfMemory(Generation generation, int kills) {
        return failure(
                FailureType.VRAM_EXHAUSTION,
                generation.asked().work().title() + " was being computed " + kills
                        + " times when the service was ended from outside, as the system does when memory runs out."
                        + " A smaller one needs less.",
                generation,
                kills);
    }

    private Failure failure(FailureType type, String text, Generation generation, int kills) {
        return new Failure(
                type,
                Severity.HIGH,
                text,
                "running at " + kills + " kills",
                generation.context().withPhase(PHASE),
                List.of(),
                clock.instant());
    }
}
