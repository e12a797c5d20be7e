package dev.kintsugi.ops.metrics;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.background.TaskState;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/** Reports how long runs of background tasks have taken so far. */
@ApplicationScoped
class BackgroundMetrics {

    /** After the beans that add tasks. */
    private static final int LATE = Integer.MAX_VALUE;

    private final BackgroundTasks tasks;
    private final Clock clock;

    BackgroundMetrics(BackgroundTasks tasks, Clock clock) {
        this.tasks = tasks;
        this.clock = clock;
    }

    void start(@Observes @Priority(LATE) StartupEvent event, Meters meters) {
        for (var task : tasks.all()) {
            meters.gauge(Metric.BACKGROUND_TASK_RUNNING, this, metrics -> metrics.running(task.name()), task.name());
        }
    }

    private double running(String name) {
        return tasks.all().stream()
                .filter(task -> task.name().equals(name))
                .mapToDouble(this::running)
                .findFirst()
                .orElse(0);
    }

    private double running(TaskState task) {
        return task.runningSince()
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
