package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.GenerationSettings;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.MemoryForecast.Shortage;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Substitutes.Substitute;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Changes generations before they begin, for what can be foreseen of their memory and time. */
@ApplicationScoped
class PreflightAdjustment {

    private final KnownGood knownGood;
    private final MemoryForecast forecast;
    private final TimeForecast times;
    private final Duration limit;
    private final Clock clock;

    public PreflightAdjustment(
            KnownGood knownGood,
            MemoryForecast forecast,
            TimeForecast times,
            GenerationSettings settings,
            Clock clock) {
        this.times = times;
        this.limit = settings.attemptTimeout();
        this.knownGood = knownGood;
        this.forecast = forecast;
        this.clock = clock;
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

    private Failure foreseen(FailureType type, Generation generation, String text) {
        return new Failure(type, Severity.LOW, text, "foreseen", generation.context(), List.of(), clock.instant());
    }
}
