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

    private static final Duration QUIET = Duration.ofMinutes(10);

    private final String name;
    private final Duration delay;
    private final Duration period;
    private final Runnable work;
    private final Clock clock;
    private volatile @Nullable Instant since;
    private volatile boolean stopped;
    private volatile boolean late;
    private @Nullable String problem;
    private Instant failed = Instant.EPOCH;
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
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            ended();
        }
    }

    /** One line until something else fails, or nothing for a while: a full disk lets some runs through. */
    private void failed(Throwable thrown) {
        var text = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        var now = clock.instant();
        if (stopped || text.equals(problem) && now.isBefore(failed.plus(QUIET))) {
            Log.debugf(thrown, "the background task %s failed again", name);
        } else if (isFault(thrown)) {
            Log.errorf(thrown, "the background task %s failed and is repeated in %d ms", name, period.toMillis());
        } else {
            Log.errorf("the background task %s failed and is repeated in %d ms: %s", name, period.toMillis(), text);
        }
        problem = text;
        failed = now;
    }

    /** One of the program, which is found by its stack trace; others say by themselves what is wrong. */
    private static boolean isFault(Throwable thrown) {
        return thrown.getClass().getPackageName().equals("java.lang");
    }

    private void ended() {
        since = null;
        if (late) {
            late = false;
            Log.infof("the background task %s has ended and is repeated as before", name);
        }
    }
}
