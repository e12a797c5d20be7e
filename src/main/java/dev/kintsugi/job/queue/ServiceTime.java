package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How long jobs of each kind take, learned from those that completed: means that forget. */
@ApplicationScoped
public class ServiceTime {

    private static final double WEIGHT = 0.2;

    /** In milliseconds. */
    private final Map<WorkKind, Double> means = new EnumMap<>(WorkKind.class);

    private double ofAll;

    public synchronized void completed(WorkKind kind, Duration took) {
        var millis = took.toMillis();
        ofAll = means.isEmpty() ? millis : ofAll + WEIGHT * (millis - ofAll);
        means.merge(kind, (double) millis, (mean, _) -> mean + WEIGHT * (millis - mean));
    }

    /** Until a job with so much before it is begun; nothing before a job completed. */
    public synchronized Optional<Duration> wait(Backlog before) {
        return means.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) before.time(kind -> means.getOrDefault(kind, ofAll))));
    }
}
