package dev.kintsugi.generation;

import dev.kintsugi.pipeline.KnownGood;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.recovery.Experience;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.Outcome;
import dev.kintsugi.recovery.RecoveryListener;
import dev.kintsugi.recovery.Severity;
import dev.kintsugi.recovery.TrailStep;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Learns from every generation, and spares the next one what can be foreseen. */
@ApplicationScoped
class Foresight {

    private final KnownGood knownGood;
    private final Experience experience;
    private final Clock clock;

    Foresight(KnownGood knownGood, Experience experience, Clock clock) {
        this.knownGood = knownGood;
        this.experience = experience;
        this.clock = clock;
    }

    /** Listens to what becomes of each strategy, and hands on to somebody else. */
    RecoveryListener learning(RecoveryListener listener) {
        return step -> {
            experience.note(step, clock.instant());
            listener.onStep(step);
        };
    }

    /** Changes a generation that has not begun where it would run out of memory as others did, and the caller allows it. */
    void adjust(Generation generation) {
        var incident = generation.incident();
        for (var change : knownGood.lighter(incident.plan(), clock.instant())) {
            incident.foresee(foreseen(generation), change);
        }
    }

    /** Remembers how a generation ended. */
    void learn(Generation generation, Outcome<Result> outcome) {
        var plan = generation.incident().plan();
        if (plan.kept()) {
            return;
        }
        switch (outcome) {
            case Outcome.Completed<Result> _ -> knownGood.worked(plan);
            case Outcome.Recovered<Result> recovered -> learn(generation.asked(), plan, recovered.trail());
            case Outcome.Degraded<Result> degraded -> learn(generation.asked(), plan, degraded.trail());
            case Outcome.Failed<Result> _ -> {}
        }
    }

    private void learn(Plan asked, Plan plan, List<TrailStep> trail) {
        if (trail.stream().allMatch(TrailStep::foreseen)) {
            knownGood.worked(plan);
        } else if (trail.stream()
                .filter(step -> !step.foreseen())
                .allMatch(step -> step.failure().type() == FailureType.VRAM_EXHAUSTION)) {
            knownGood.learn(asked, plan, clock.instant());
        }
    }

    private Failure foreseen(Generation generation) {
        var size = generation.asked().picture().size();
        return new Failure(
                FailureType.VRAM_EXHAUSTION,
                Severity.LOW,
                "A picture of " + size + " ran out of memory here before.",
                "foreseen",
                generation.context(),
                List.of(),
                clock.instant());
    }
}
