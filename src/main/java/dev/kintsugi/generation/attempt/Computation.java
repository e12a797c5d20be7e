package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Pipelines;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.forecast.MemoryRelief;
import dev.kintsugi.pipeline.forecast.MemoryWatch;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Computes plans, and lets the predictions of memory and time and the kept answers learn from what came of them. */
@ApplicationScoped
class Computation {

    private final Pipelines pipelines;
    private final ResultCache resultCache;
    private final MemoryWatch memory;
    private final MemoryRelief relief;
    private final TimeForecast times;
    private final Clock clock;

    Computation(
            Pipelines pipelines,
            ResultCache resultCache,
            MemoryWatch memory,
            MemoryRelief relief,
            TimeForecast times,
            Clock clock) {
        this.pipelines = pipelines;
        this.resultCache = resultCache;
        this.memory = memory;
        this.relief = relief;
        this.times = times;
        this.clock = clock;
    }

    boolean isLoaded(Plan plan) {
        return pipelines.isLoaded(plan);
    }

    /** What is less than was asked for although nothing failed: a part of a prompt is longer than the model reads. */
    List<Change> cut(Plan plan) {
        return pipelines.of(plan).cut(plan);
    }

    /** The code of the stage that reads what the caller wrote. */
    String reading(Plan plan) {
        return pipelines.of(plan).stages().getFirst().code();
    }

    /** The answer of a plan that says that it was computed before, with all that was said of it then. */
    Result kept(Plan plan, Generation generation) {
        var result = new Result(resultCache.answer(plan), plan);
        var said = generation.warnings();
        resultCache.warnings(plan).stream()
                .filter(warning -> !said.contains(warning))
                .map(Progress.Warning::new)
                .forEach(generation.audience().listener()::on);
        return result;
    }

    /** Keeps an answer for the times when nothing can be computed. */
    void keep(Result result, Generation generation) {
        resultCache.keep(result.plan(), result.artifacts(), generation.warnings());
    }

    /**
     * On an inference thread.
     *
     * @param alone is told whether nothing else used the memory
     */
    Result of(Plan plan, GenerationRun run, boolean whole, AtomicBoolean alone) {
        try (var _ = relief.watch(run.handle());
                var watched = memory.watch(plan, whole)) {
            try {
                var loaded = pipelines.isLoaded(plan);
                var begun = clock.instant();
                var artifacts = pipelines.of(plan).run(plan, run);
                run.handle().throwIfStopped();
                watched.worked();
                if (whole && loaded && run.handle().isTypical()) { // else its time says nothing about the next one
                    times.worked(plan, Duration.between(begun, clock.instant()));
                }
                return new Result(artifacts, plan);
            } finally {
                alone.set(watched.wasAlone());
            }
        }
    }
}
