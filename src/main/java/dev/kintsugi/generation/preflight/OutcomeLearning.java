package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.breaker.BreakerPolicy;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.RecoveryListener;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** Learns from every generation: which strategies help, what fits into memory and time, and what to begin with instead. */
@ApplicationScoped
class OutcomeLearning {

    private final KnownGood knownGood;
    private final MemoryForecast forecast;
    private final Experience experience;
    private final PoisonRequests poison;
    private final Clock clock;

    OutcomeLearning(
            KnownGood knownGood, MemoryForecast forecast, Experience experience, PoisonRequests poison, Clock clock) {
        this.knownGood = knownGood;
        this.forecast = forecast;
        this.experience = experience;
        this.poison = poison;
        this.clock = clock;
    }

    /** Records the outcome of each strategy, unless it is up to what one caller put in, and forwards to another listener. */
    public RecoveryListener learning(RecoveryListener listener) {
        return step -> {
            if (!BreakerPolicy.isOfTheInputs(step.failure())) {
                experience.note(step, clock.instant());
            }
            listener.onStep(step);
        };
    }

    /** Remembers how a generation ended. What cannot be learned is only logged: the answer counts more. */
    public void learn(Generation generation, Outcome<Result> outcome) {
        var plan = generation.incident().plan();
        if (plan.kept()) {
            return;
        }
        try {
            learn(generation, plan, outcome);
        } catch (RuntimeException e) {
            Log.warnf(
                    e,
                    "nothing was learned from a generation of the model %s",
                    plan.variant().model());
        }
    }

    private void learn(Generation generation, Plan plan, Outcome<Result> outcome) {
        if (!(outcome instanceof Outcome.Failed<Result>) && plan.equals(generation.asked())) {
            poison.completed(plan);
        }
        switch (outcome) {
            case Outcome.Completed<Result> _ -> knownGood.worked(plan);
            case Outcome.Recovered<Result> _ -> learnWhatWorked(generation, plan, List.of());
            case Outcome.Degraded<Result> _ ->
                learnWhatWorked(generation, plan, generation.incident().lostOfPlan());
            case Outcome.Failed<Result> _ -> learnWhatFailed(generation);
        }
    }

    private void learnWhatWorked(Generation generation, Plan plan, List<Change> changes) {
        var history = generation.incident().history();
        var tooLarge = ScarceResource.tooLarge(generation);
        // Without one, the trail describes only what was before a resume, or failed around it.
        if (history.isEmpty()) {
            knownGood.worked(plan);
            return;
        }
        tooLarge.forEach(failed -> knownGood.learn(failed, plan, clock.instant()));
        // It may have been changed before it was tried, and freeing memory may have been all that it needed.
        var tried = history.getFirst().plan();
        if (tooLarge.contains(tried) && !tried.equals(plan)) {
            forecast.failed(tried);
        }
        var why = ScarceResource.of(generation);
        var another = !plan.variant().equals(generation.asked().variant());
        if (why.isPresent() && (another || why.get() == FailureType.INFERENCE_TIMEOUT) && !changes.isEmpty()) {
            var strategy = another ? RecoveryStrategy.INTELLIGENT_FALLBACK : RecoveryStrategy.PARAMETER_ADJUSTMENT;
            substitute(generation, why.get(), Replan.anew(strategy, plan, changes));
        }
    }

    /** The next equal request begins with the lightest plan that was tried: all that is heavier has failed already. */
    private void learnWhatFailed(Generation generation) {
        generation.incident().history().reversed().stream()
                .map(Attempt::remedy)
                .filter(Objects::nonNull)
                .flatMap(remedy -> remedy.replan().stream())
                .filter(Replan::anew)
                .findFirst()
                .ifPresent(lightest ->
                        ScarceResource.of(generation).ifPresent(why -> substitute(generation, why, lightest)));
    }

    private void substitute(Generation generation, FailureType why, Replan<Plan> instead) {
        if (why == FailureType.INFERENCE_TIMEOUT && generation.isHurried()) {
            return;
        }
        knownGood
                .substitutes()
                .learn(generation.asked(), generation.incident().policy(), why, instead, clock.instant());
    }
}
