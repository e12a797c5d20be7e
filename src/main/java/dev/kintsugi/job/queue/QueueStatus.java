package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** How full the queue is, and how fast it moves. */
@ApplicationScoped
public class QueueStatus {

    private final JobQueue queue;
    private final ServiceTime serviceTime;

    QueueStatus(JobQueue queue, ServiceTime serviceTime) {
        this.queue = queue;
        this.serviceTime = serviceTime;
    }

    /** How many jobs wait. */
    public int waiting() {
        return queue.waiting();
    }

    /** How many jobs run. */
    public int running() {
        return queue.running();
    }

    /** How many jobs may run at the same time. */
    public int workers() {
        return queue.workers();
    }

    /** Whether another job would be refused, whatever its kind. */
    public boolean isFull() {
        return Stream.of(WorkKind.values()).allMatch(kind -> room(kind) == 0);
    }

    /** How many more jobs of a kind may wait. */
    public int room(WorkKind kind) {
        return queue.room(kind);
    }

    /** How many jobs of a kind may wait at most. */
    public int capacity(WorkKind kind) {
        return queue.capacity(kind);
    }

    /** Until a job of a kind that is submitted now would be begun; nothing before one completed. */
    public Optional<Duration> estimatedWait(WorkKind kind) {
        return serviceTime.wait(queue.backlog(kind));
    }
}
