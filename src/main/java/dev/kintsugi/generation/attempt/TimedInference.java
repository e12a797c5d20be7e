package dev.kintsugi.generation.attempt;

import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.RunHandle;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Computes on inference threads, and stops what takes longer than it may. */
@ApplicationScoped
class TimedInference {

    private final InferenceExecutor inference;
    private final ScheduledExecutorService scheduler;
    private final AttemptTime times;

    TimedInference(InferenceExecutor inference, ScheduledExecutorService scheduler, AttemptTime times) {
        this.inference = inference;
        this.scheduler = scheduler;
        this.times = times;
    }

    /** The time that an attempt which begins now gets. */
    Duration time(AttemptCall call) {
        return times.of(call);
    }

    /** Follows an attempt that begins now. */
    WorkProgress follow(Generation generation) {
        return times.follow(generation);
    }

    /** What waits for its turn is not stuck. */
    void progress() {
        inference.progress();
    }

    /**
     * Blocks until it is computed.
     *
     * @throws TypedException inference_timeout if the time is used up
     * @throws CancellationException if the handle was cancelled
     */
    <T> T compute(Supplier<T> work, RunHandle handle, Duration time) {
        var timer = scheduler.schedule(handle::expire, time.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return inference.compute(work, handle);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            handle.throwIfStopped();
            throw e;
        } finally {
            timer.cancel(false);
        }
    }
}
