package dev.kintsugi.generation;

import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.diffusion.DiffusionPipeline;
import dev.kintsugi.runtime.InferenceExecutor;
import dev.kintsugi.runtime.RunHandle;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One try of a plan on an inference thread, stopped when its time is used up. The time limit is our own: the one of an
 * interceptor would answer the caller and leave the run going.
 */
@ApplicationScoped
class Attempts {

    private final DiffusionPipeline pipeline;
    private final InferenceExecutor inference;
    private final ScheduledExecutorService scheduler;
    private final Duration limit;
    private final Clock clock;

    Attempts(
            DiffusionPipeline pipeline,
            InferenceExecutor inference,
            ScheduledExecutorService scheduler,
            GenerationSettings settings,
            Clock clock) {
        this.pipeline = pipeline;
        this.inference = inference;
        this.scheduler = scheduler;
        this.limit = settings.attemptTimeout();
        this.clock = clock;
    }

    Uni<Result> attempt(Generation generation, Plan plan) {
        return Uni.createFrom().item(() -> run(generation, plan)).runSubscriptionOn(inference);
    }

    private Result run(Generation generation, Plan plan) {
        try (var handle = new RunHandle()) {
            generation.begin(handle);
            var timer = scheduler.schedule(handle::expire, timeLeft(generation).toMillis(), TimeUnit.MILLISECONDS);
            try {
                var run = new GenerationRun(handle, generation.results(), generation.listener(), generation.previews());
                return new Result(pipeline.draw(plan, run), plan);
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                handle.throwIfStopped();
                throw e;
            } finally {
                timer.cancel(false);
                generation.end();
            }
        }
    }

    private Duration timeLeft(Generation generation) {
        var now = clock.instant();
        return generation.deadline().isBefore(now.plus(limit)) ? Duration.between(now, generation.deadline()) : limit;
    }
}
