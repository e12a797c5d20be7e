package dev.kintsugi.generation.attempt;

import dev.kintsugi.generation.breaker.BreakerPolicy;
import dev.kintsugi.generation.breaker.DefaultWorkload;
import dev.kintsugi.generation.breaker.ModelFailedException;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.TimeReport;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells how attempts end: their listeners, the time forecast, and as an exception what their breakers judge. */
@ApplicationScoped
class AttemptReports {

    private final List<AttemptListener> listeners;
    private final Classification classification;
    private final DefaultWorkload defaultWorkload;
    private final TimeForecast times;
    private final AttemptTime limits;

    AttemptReports(
            @All List<AttemptListener> listeners,
            Classification classification,
            DefaultWorkload defaultWorkload,
            TimeForecast times,
            AttemptTime limits) {
        this.listeners = listeners;
        this.classification = classification;
        this.defaultWorkload = defaultWorkload;
        this.times = times;
        this.limits = limits;
    }

    void began(Generation generation, Plan plan) {
        listeners.forEach(listener -> listener.began(generation.name(), plan));
    }

    void worked(Generation generation) {
        listeners.forEach(listener -> listener.worked(generation.name()));
    }

    void cancelled(Generation generation) {
        listeners.forEach(listener -> listener.cancelled(generation.name()));
    }

    /**
     * What to throw of an attempt that failed.
     *
     * @param report how far it came
     */
    FailureException failed(Generation generation, Plan plan, Throwable thrown, TimeReport report) {
        var time = report.allowed();
        var failure = classification.classify(thrown, report.in(generation.context()));
        listeners.forEach(listener -> listener.failed(generation.name(), failure));
        var whole = limits.isWhole(time);
        if (failure.type() == FailureType.INFERENCE_TIMEOUT && whole) {
            times.stopped(plan, time);
        }
        return BreakerPolicy.isTheModels(
                        failure.type(), plan.work().kind(), whole && defaultWorkload.covers(generation.asked()))
                ? new ModelFailedException(failure, thrown)
                : new FailureException(failure, thrown);
    }

    /** A picture of half a prompt is less than was asked for, although nothing failed. */
    void cut(Generation generation, Plan plan, List<Change> changes, String phase) {
        for (var change : changes) {
            var failure = classification.classify(
                    new TypedException(
                            FailureType.CONTEXT_LENGTH_EXCEEDED,
                            "The " + change.what().replace('_', ' ') + " is longer than the model reads."),
                    generation.context(plan).withPhase(phase));
            generation.incident().substituted(failure, change);
        }
    }
}
