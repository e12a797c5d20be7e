package dev.kintsugi.job.queue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** How long jobs take, learned from those that completed: a mean that forgets. */
@ApplicationScoped
public class ServiceTime {

    private static final double WEIGHT = 0.2;

    private double mean;

    public synchronized void completed(Duration took) {
        mean = mean == 0 ? took.toMillis() : mean + WEIGHT * (took.toMillis() - mean);
    }

    /** Until a job with so much before it is begun; nothing before a job completed. */
    public synchronized Optional<Duration> wait(Backlog before) {
        return mean == 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (mean * before.rounds())));
    }
}
