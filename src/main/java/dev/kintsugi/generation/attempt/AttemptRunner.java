package dev.kintsugi.generation.attempt;

import dev.kintsugi.generation.breaker.BreakerPolicy;
import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.generation.breaker.ModelFailedException;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.diffusion.DiffusionPipeline;
import dev.kintsugi.pipeline.forecast.ExclusiveMemory;
import dev.kintsugi.pipeline.forecast.MemoryAdmission;
import dev.kintsugi.pipeline.forecast.MemoryWatch;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.ResultCache;
import dev.kintsugi.pipeline.remedy.TimeRungs;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.RunHandle;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One try of a plan, under the breaker of its model, stopped when its time is used up. It computes on an inference thread
 * and is watched from another thread, so that it ends for its caller and its breaker even if the computing never
 * does. The time limit is our own: the one of an interceptor would answer the caller and leave the run going.
 */
@ApplicationScoped
public class AttemptRunner {

    private final DiffusionPipeline pipeline;
    private final InferenceExecutor inference;
    private final ScheduledExecutorService scheduler;
    private final ModelBreakers breakers;
    private final RetryBudget retries;
    private final Classification classification;
    private final DefaultWorkload defaultWorkload;
    private final ResultCache resultCache;
    private final MemoryWatch memory;
    private final ExclusiveMemory exclusive;
    private final MemoryAdmission admission;
    private final TimeForecast times;
    private final List<AttemptListener> listeners;
    private final ExecutorService watching;
    private final Duration limit;
    private final Clock clock;

    AttemptRunner(
            DiffusionPipeline pipeline,
            InferenceExecutor inference,
            ScheduledExecutorService scheduler,
            ModelBreakers breakers,
            RetryBudget retries,
            Classification classification,
            DefaultWorkload defaultWorkload,
            ResultCache resultCache,
            MemoryWatch memory,
            ExclusiveMemory exclusive,
            MemoryAdmission admission,
            TimeForecast times,
            @All List<AttemptListener> listeners,
            GenerationSettings settings,
            Clock clock) {
        this.pipeline = pipeline;
        this.inference = inference;
        this.scheduler = scheduler;
        this.breakers = breakers;
        this.retries = retries;
        this.classification = classification;
        this.defaultWorkload = defaultWorkload;
        this.resultCache = resultCache;
        this.memory = memory;
        this.exclusive = exclusive;
        this.admission = admission;
        this.times = times;
        this.listeners = listeners;
        this.watching = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("attempt-", 1).daemon().factory());
        this.limit = settings.attemptTimeout();
        this.clock = clock;
    }

    public Uni<Result> attempt(AttemptCall call) {
        var generation = call.generation();
        var plan = call.plan();
        if (plan.kept()) {
            return Uni.createFrom().item(() -> {
                generation.incident().cancellation().throwIfAsked();
                return new Result(resultCache.answer(plan), plan);
            });
        }
        return Uni.createFrom()
                .item(() -> breakers.guard(plan.variant(), () -> run(call, generation, plan), Result.class))
                .runSubscriptionOn(watching);
    }

    private Result run(AttemptCall call, Generation generation, Plan plan) {
        call.throwIfGivenUp();
        var first = generation.isFirstRun();
        if (first) {
            retries.first();
        } else if (generation.incident().isRetrying()) {
            retries.further();
        }
        Runnable waiting = () -> {
            generation.incident().cancellation().throwIfAsked();
            call.throwIfGivenUp();
            inference.progress();
        };
        try (var _ = exclusive.take(generation.ranOutOfMemory(), patience(generation), waiting);
                var _ = admission.admit(plan, patience(generation), waiting)) {
            return compute(call, generation, plan);
        }
    }

    private Duration patience(Generation generation) {
        return generation.timeFor(limit, clock.instant()).dividedBy(2);
    }

    private Result compute(AttemptCall call, Generation generation, Plan plan) {
        var time = generation.timeFor(limit, clock.instant());
        var done = new WorkProgress(generation.listener());
        var loaded = pipeline.isLoaded(plan);
        listeners.forEach(listener -> listener.began(generation.name(), plan));
        try {
            var result = compute(call, time, done);
            listeners.forEach(listener -> listener.worked(generation.name()));
            return result;
        } catch (CancellationException e) {
            listeners.forEach(listener -> listener.cancelled(generation.name()));
            throw e;
        } catch (RuntimeException | Error e) {
            var failure = classification.classify(
                    e,
                    generation
                            .context()
                            .with(TimeRungs.DONE, done.text())
                            .with(TimeRungs.LOADED, String.valueOf(loaded))
                            .with(TimeRungs.SECONDS, String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9)));
            listeners.forEach(listener -> listener.failed(generation.name(), failure));
            if (failure.type() == FailureType.INFERENCE_TIMEOUT && time.equals(limit)) {
                times.stopped(plan, limit);
            }
            throw BreakerPolicy.isTheModels(failure.type(), time.equals(limit) && defaultWorkload.covers(generation.asked()))
                    ? new ModelFailedException(failure, e)
                    : new FailureException(failure, e);
        }
    }

    private Result compute(AttemptCall call, Duration time, WorkProgress done) {
        var generation = call.generation();
        var plan = call.plan();
        var whole = generation.beginsAnew(plan);
        var alone = new AtomicBoolean();
        try (var handle = new RunHandle()) {
            generation.begin(handle);
            var timer = scheduler.schedule(handle::expire, time.toMillis(), TimeUnit.MILLISECONDS);
            try {
                call.throwIfGivenUp();
                var run = new GenerationRun(
                        generation.context().correlationId(),
                        handle,
                        generation.results(),
                        generation.checkpoint(),
                        done,
                        generation.previews());
                var result = inference.compute(() -> draw(plan, run, whole, alone), handle);
                tellWhatWasCut(generation, plan);
                return result;
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                handle.throwIfStopped();
                throw e;
            } finally {
                timer.cancel(false);
                generation.end(plan, alone.get());
            }
        }
    }

    /**
     * On an inference thread.
     *
     * @param alone receives whether nothing else used the memory
     */
    private Result draw(Plan plan, GenerationRun run, boolean whole, AtomicBoolean alone) {
        try (var watched = memory.watch(plan, whole)) {
            try {
                var onlyDraws = whole && pipeline.isLoaded(plan); // what loading takes says nothing about the next one
                var begun = clock.instant();
                var artifacts = pipeline.draw(plan, run);
                run.handle().throwIfStopped();
                resultCache.keep(plan, artifacts);
                watched.worked();
                if (onlyDraws) {
                    times.worked(plan, Duration.between(begun, clock.instant()));
                }
                return new Result(artifacts, plan);
            } finally {
                alone.set(watched.wasAlone());
            }
        }
    }

    @PreDestroy
    void stop() {
        watching.shutdown();
    }

    /** A picture of half a prompt is less than was asked for, although nothing failed. */
    private void tellWhatWasCut(Generation generation, Plan plan) {
        for (var change : pipeline.cut(plan)) {
            var failure = classification.classify(
                    new TypedException(
                            FailureType.CONTEXT_LENGTH_EXCEEDED,
                            "The " + change.what().replace('_', ' ') + " is longer than the model reads."),
                    generation.context(plan).withPhase(Stage.ENCODE.code()));
            generation.incident().substituted(failure, change);
        }
    }
}
