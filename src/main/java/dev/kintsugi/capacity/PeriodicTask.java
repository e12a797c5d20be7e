package dev.kintsugi.capacity;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that is done again and again on an executor that may block, never twice at the same time: if it hangs, it holds one
 * thread, and is skipped until it has ended.
 */
public final class PeriodicTask {

    private final Executor executor;
    private final Runnable work;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Future<?> timer;

    private PeriodicTask(ScheduledExecutorService scheduler, Executor executor, Duration every, Runnable work) {
        this.executor = executor;
        this.work = work;
        this.timer = scheduler.scheduleWithFixedDelay(
                this::runNow, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins with it after the first period.
     *
     * @param work which throws nothing
     */
    public static PeriodicTask start(
            ScheduledExecutorService scheduler, Executor executor, Duration every, Runnable work) {
        return new PeriodicTask(scheduler, executor, every, work);
    }

    /** Does it at once, unless it is being done. */
    public void runNow() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } finally {
                    busy.set(false);
                }
            });
        } catch (RuntimeException e) {
            busy.set(false);
            throw e;
        }
    }

    /** Does it no more; what is being done goes on. */
    public void stop() {
        timer.cancel(false);
    }
}
