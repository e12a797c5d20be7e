package dev.kintsugi.generation.attempt;

import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.runtime.session.RunHandle;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One try of a plan, under the breaker of its model, stopped when its time is used up. It computes on an inference thread
 * and is watched from another thread, so that it ends for its caller and its breaker even if the computing never
 * does. The time limit is our own: the one of an interceptor would answer the caller and leave the run going.
 */
@ApplicationScoped
public class AttemptRunner {

    private final ModelBreakers breakers;
    private final RetryBudget retries;
    private final MemoryPlaces memory;
    private final Computation computation;
    private final TimedInference inference;
    private final AttemptReports reports;
    private final ExecutorService watching;

    AttemptRunner(
            ModelBreakers breakers,
            RetryBudget retries,
            MemoryPlaces memory,
            Computation computation,
            TimedInference inference,
            AttemptReports reports) {
        this.breakers = breakers;
        this.retries = retries;
        this.memory = memory;
        this.computation = computation;
        this.inference = inference;
        this.reports = reports;
        this.watching = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("attempt-", 1).daemon().factory());
    }

    public Uni<Result> attempt(AttemptCall call) {
        var generation = call.generation();
        var plan = call.plan();
        if (plan.kept()) {
            return Uni.createFrom().item(() -> {
                generation.incident().cancellation().throwIfAsked();
                return computation.kept(plan, generation);
            });
        }
        return Uni.createFrom()
                .item(() -> breakers.guard(
                        plan.variant(), plan.work().kind(), () -> run(call, generation, plan), Result.class))
                .runSubscriptionOn(watching);
    }

    private Result run(AttemptCall call, Generation generation, Plan plan) {
        call.throwIfGivenUp();
        if (generation.isFirstRun()) {
            retries.first();
        } else if (generation.incident().isRetrying()) {
            retries.further();
        }
        Runnable waiting = () -> {
            generation.incident().cancellation().throwIfAsked();
            call.throwIfGivenUp();
            inference.progress();
        };
        return memory.with(call, waiting, () -> compute(call, generation, plan));
    }

    private Result compute(AttemptCall call, Generation generation, Plan plan) {
        var time = inference.time(call);
        var done = inference.follow(generation);
        var loaded = computation.isLoaded(plan);
        reports.began(generation, plan);
        try {
            var result = compute(call, time, done);
            reports.worked(generation);
            return result;
        } catch (CancellationException e) {
            reports.cancelled(generation);
            throw e;
        } catch (RuntimeException | Error e) {
            throw reports.failed(generation, plan, e, done.report(loaded, time));
        }
    }

    private Result compute(AttemptCall call, Duration time, WorkProgress done) {
        var generation = call.generation();
        var plan = call.plan();
        var whole = generation.beginsAnew(plan);
        var alone = new AtomicBoolean();
        try (var handle = new RunHandle(generation.group().orElse(null))) {
            generation.begin(handle);
            try {
                call.throwIfGivenUp();
                var run = generation.run(handle, done);
                var result = inference.compute(() -> computation.of(plan, run, whole, alone), handle, time);
                var cut = computation.cut(plan);
                if (cut.isEmpty()) { // its answer is less than was asked for, and not every caller allows that
                    computation.keep(result, generation);
                }
                reports.cut(generation, plan, cut, computation.reading(plan));
                return result;
            } finally {
                generation.end(plan, handle, alone.get());
            }
        }
    }

    @PreDestroy
    void stop() {
        watching.shutdown();
    }
}
