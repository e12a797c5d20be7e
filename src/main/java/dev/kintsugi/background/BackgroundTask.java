package dev.kintsugi.background;

import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One task that is repeated, and how its last run went. */
final class BackgroundTask {

    private final String name;
    private final Duration delay;
    private final Duration period;
    private final Runnable work;
    private final Clock clock;
    private volatile @Nullable Instant since;
    private volatile boolean stopped;
    private volatile boolean late;
    private boolean failing;
    private @Nullable Future<?> timer;

    BackgroundTask(String name, Duration delay, Duration period, Runnable work, Clock clock) {
        this.name = name;
        this.delay = delay;
        this.period = period;
        this.work = work;
        this.clock = clock;
    }

    TaskState state() {
        return new TaskState(name, Optional.ofNullable(since));
    }

    void start(ScheduledExecutorService scheduler) {
        timer = scheduler.scheduleWithFixedDelay(this::run, delay.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A run that is under way goes on to its end. */
    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    void warnAfter(Duration patience) {
        var began = since;
        if (began != null && !late && clock.instant().isAfter(began.plus(patience))) {
            late = true;
            Log.warnf(
                    "the background task %s has been running for %d s and is not repeated until it ends;"
                            + " a disk, a database or a program that it waits for may not answer",
                    name, Duration.between(began, clock.instant()).toSeconds());
        }
    }

    /** A task that threw would not be repeated, whatever it threw. */
    private void run() {
        if (stopped) {
            return;
        }
        since = clock.instant();
        try {
            work.run();
            failing = false;
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            ended();
        }
    }

    private void failed(Throwable thrown) {
        if (failing || stopped) {
            Log.debugf(thrown, "the background task %s failed again", name);
        } else {
            Log.errorf(thrown, "the background task %s failed and is repeated in %d ms", name, period.toMillis());
        }
        failing = true;
    }

    private void ended() {
        since = null;
        if (late) {
            late = false;
            Log.infof("the background task %s has ended and is repeated as before", name);
        }
    }
}
