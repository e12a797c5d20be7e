package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.GenerationSettings;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.MemoryForecast.Shortage;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Substitutes.Substitute;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.RecoveryListener;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Learns from every generation, and spares the next one what can be foreseen. */
@ApplicationScoped
class PreflightAdjustment {

    /** What a request can need too much of. */
    private static final Set<FailureType> SCARCE = Set.of(FailureType.VRAM_EXHAUSTION, FailureType.INFERENCE_TIMEOUT);

    private final KnownGood knownGood;
    private final MemoryForecast forecast;
    private final TimeForecast times;
    private final Duration limit;
    private final Experience experience;
    private final Clock clock;

    public PreflightAdjustment(
            KnownGood knownGood,
            MemoryForecast forecast,
            TimeForecast times,
            GenerationSettings settings,
            Experience experience,
            Clock clock) {
        this.times = times;
        this.limit = settings.attemptTimeout();
        this.knownGood = knownGood;
        this.forecast = forecast;
        this.experience = experience;
        this.clock = clock;
    }

    /** Records the outcome of each strategy, and forwards to another listener. */
    public RecoveryListener learning(RecoveryListener listener) {
        return step -> {
            experience.note(step, clock.instant());
            listener.onStep(step);
        };
    }

    /**
     * Changes a generation before it begins if it would run out of memory as others did, or is predicted to, and the
     * caller allows it. What was seen to fail counts more than a prediction, and so does a probe of a little more.
     */
    public void adjust(Generation generation) {
        var incident = generation.incident();
        var plan = incident.plan();
        var substitute = knownGood.substitutes().of(plan, incident.policy(), clock.instant());
        var time = generation.timeLeft(limit, clock.instant());
        if (substitute.isPresent() && !isPredicted(substitute.get(), plan, time)) {
            var why = substitute.get().why();
            var text = plan.work().description() + " "
                    + (why == FailureType.INFERENCE_TIMEOUT ? "took too long" : "ran out of memory") + " here before.";
            incident.foresee(foreseen(why, generation, text), substitute.get().replan());
            return;
        }
        var known = knownGood.knows(plan);
        var smaller = knownGood.knowsSmaller(plan);
        var changes = knownGood.lighter(plan, clock.instant());
        for (var change : changes) {
            incident.foresee(
                    foreseen(
                            FailureType.VRAM_EXHAUSTION,
                            generation,
                            plan.work().title() + " or smaller ran out of memory here before."),
                    change);
        }
        var probes = known && changes.isEmpty();
        if (!smaller && !probes) {
            forecast.shortage(incident.plan()).ifPresent(shortage -> adjust(generation, shortage));
        }
        times.shortage(incident.plan(), time).ifPresent(shortage -> adjust(generation, shortage, time));
    }

    /** Whether enough is known of the time to find a larger plan than the one that happened to be in time once. */
    private boolean isPredicted(Substitute substitute, Plan plan, Duration time) {
        return substitute.why() == FailureType.INFERENCE_TIMEOUT
                && times.shortage(plan, time).isPresent();
    }

    private void adjust(Generation generation, TimeForecast.Shortage shortage, Duration time) {
        var text = generation.incident().plan().work().description() + " takes about " + seconds(shortage.needed())
                + " s here, " + seconds(time) + " s are allowed.";
        for (var change : shortage.changes()) {
            generation.incident().foresee(foreseen(FailureType.INFERENCE_TIMEOUT, generation, text), change);
        }
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    private void adjust(Generation generation, Shortage shortage) {
        var incident = generation.incident();
        var text = incident.plan().work().title() + " needs about " + megabytes(shortage.needed()) + " MB here, "
                + megabytes(shortage.there()) + " MB are there.";
        for (var change : shortage.changes()) {
            incident.foresee(foreseen(FailureType.VRAM_EXHAUSTION, generation, text), change);
        }
    }

    /** As budgets are written: of 2²⁰ bytes. */
    private static long megabytes(long bytes) {
        return Math.round(bytes / (double) (1 << 20));
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
        switch (outcome) {
            case Outcome.Completed<Result> _ -> knownGood.worked(plan);
            case Outcome.Recovered<Result> _ -> learnWhatWorked(generation, plan, List.of());
            case Outcome.Degraded<Result> degraded -> learnWhatWorked(generation, plan, degraded.changes());
            case Outcome.Failed<Result> _ -> learnWhatFailed(generation);
        }
    }

    private void learnWhatWorked(Generation generation, Plan plan, List<Change> changes) {
        var history = generation.incident().history();
        var tooLarge = tooLarge(generation);
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
        var why = why(generation);
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
                .ifPresent(lightest -> why(generation).ifPresent(why -> substitute(generation, why, lightest)));
    }

    private void substitute(Generation generation, FailureType why, Replan<Plan> instead) {
        if (why == FailureType.INFERENCE_TIMEOUT && generation.isHurried()) {
            return;
        }
        knownGood
                .substitutes()
                .learn(generation.asked(), generation.incident().policy(), why, instead, clock.instant());
    }

    /** What there was too little of for the plan that was asked for, if that was all that went wrong with it. */
    private static Optional<FailureType> why(Generation generation) {
        var types = generation.incident().history().stream()
                .filter(attempt ->
                        attempt.failure().type() != FailureType.VRAM_EXHAUSTION || generation.wasAlone(attempt.plan()))
                .map(attempt -> attempt.failure().type())
                .distinct()
                .toList();
        return types.stream().allMatch(SCARCE::contains) ? types.stream().findFirst() : Optional.empty();
    }

    /** The plans that ran out of memory although no other attempt took any. */
    private static List<Plan> tooLarge(Generation generation) {
        return generation.incident().history().stream()
                .filter(attempt -> attempt.failure().type() == FailureType.VRAM_EXHAUSTION)
                .map(Attempt::plan)
                .filter(generation::wasAlone)
                .distinct()
                .toList();
    }

    private Failure foreseen(FailureType type, Generation generation, String text) {
        return new Failure(type, Severity.LOW, text, "foreseen", generation.context(), List.of(), clock.instant());
    }
}
