package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How long jobs of each kind take for what there is to compute in them, learned from those that completed: means that forget. */
@ApplicationScoped
public class ServiceTime {

    private static final double WEIGHT = 0.2;

    /**
     * Means of one kind.
     *
     * @param millis that a job takes
     * @param amount that is computed in it
     */
    private record Pace(double millis, double amount) {

        Pace with(double nextMillis, double nextAmount) {
            return new Pace(millis + WEIGHT * (nextMillis - millis), amount + WEIGHT * (nextAmount - amount));
        }

        double millis(long other) {
            return millis * other / amount;
        }
    }

    private final Map<WorkKind, Pace> paces = new EnumMap<>(WorkKind.class);

    /** The milliseconds that a job of any kind takes. */
    private double ofAll;

    /** A job of a kind completed, with so much to compute in it. */
    public synchronized void completed(WorkKind kind, long amount, Duration took) {
        var millis = took.toMillis();
        ofAll = paces.isEmpty() ? millis : ofAll + WEIGHT * (millis - ofAll);
        paces.merge(kind, new Pace(millis, amount), (pace, _) -> pace.with(millis, amount));
    }

    /** Until a job with so much before it is begun; nothing before a job completed. */
    public synchronized Optional<Duration> wait(Backlog before) {
        return paces.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis((long) before.time(this::millis)));
    }

    private double millis(WorkKind kind, Backlog.Load load) {
        var pace = paces.get(kind);
        return pace == null ? load.jobs() * ofAll : pace.millis(load.amount());
    }
}
