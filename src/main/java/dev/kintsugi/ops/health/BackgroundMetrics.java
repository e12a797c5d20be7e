package dev.kintsugi.ops.health;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.background.TaskState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/** Reports {@code kintsugi_background_task_running_seconds} {task}: how long its run has taken so far, 0 between runs. */
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

    void start(@Observes @Priority(LATE) StartupEvent event, MeterRegistry registry) {
        for (var task : tasks.all()) {
            registry.gauge(
                    "kintsugi.background.task.running.seconds",
                    Tags.of("task", task.name()),
                    this,
                    metrics -> metrics.running(task.name()));
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
