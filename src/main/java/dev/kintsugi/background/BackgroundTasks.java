package dev.kintsugi.background;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Repeats work in the background. Runs of one task never overlap: the next one begins one period after the last one ended.
 * The first begins when the service has started, not before, and none begins once it stops. A task may block. One that
 * hangs holds one thread and delays no other; it is not interrupted, because an interrupt closes files that others use,
 * but a warning is logged once it has run for longer than {@link #PATIENCE}, and {@link #all} tells since when. A run that
 * fails is logged and does not end the task.
 */
@ApplicationScoped
public class BackgroundTasks {

    /** How long a run may take before a warning is logged. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration WATCH = Duration.ofSeconds(5);

    /** After all other observers: stores are open and models are installed. */
    private static final int LAST = Integer.MAX_VALUE;

    private static final int FIRST = 1;

    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final List<BackgroundTask> tasks = new CopyOnWriteArrayList<>();
    private boolean open;
    private boolean stopped;

    public BackgroundTasks(ScheduledExecutorService scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * Repeats work; the first run begins one period after the service has started.
     *
     * @param name lower case, for the log and the metric
     * @param period between the end of a run and the begin of the next; at least 1 ms
     */
    public void every(Duration period, String name, Runnable work) {
        add(new BackgroundTask(name, period, period, work, clock));
    }

    /** Like {@link #every}, but the first run begins as soon as the service has started. */
    public void nowAndEvery(Duration period, String name, Runnable work) {
        add(new BackgroundTask(name, Duration.ZERO, period, work, clock));
    }

    /** All tasks as they are now. */
    public List<TaskState> all() {
        return tasks.stream().map(BackgroundTask::state).toList();
    }

    private synchronized void add(BackgroundTask task) {
        tasks.add(task);
        if (open && !stopped) {
            task.start(scheduler);
        }
    }

    synchronized void start(@Observes @Priority(LAST) StartupEvent event) {
        if (!open && !stopped) {
            open = true;
            tasks.forEach(task -> task.start(scheduler));
            var _ = scheduler.scheduleWithFixedDelay(
                    this::watch, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    synchronized void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        stopped = true;
        tasks.forEach(BackgroundTask::stop);
    }

    /** Warns of runs that take too long. */
    void watch() {
        tasks.forEach(task -> task.warnAfter(PATIENCE));
    }
}
