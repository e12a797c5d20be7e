package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How full the queue is, and how fast it moves. */
@ApplicationScoped
public class QueueStatus {

    /**
     * What is held back after a kill.
     *
     * @param kinds of which jobs are held back
     * @param limit how many of them may run at the same time
     * @param suspects how many jobs are left that were running when a process was killed
     */
    public record SlowStarting(Set<WorkKind> kinds, int limit, int suspects) {

        /** Why jobs wait and until when, in a sentence. */
        public String text() {
            var most = limit == 1 ? "one at a time" : limit + " at a time";
            return "The service was killed while jobs ran, so jobs of this kind start " + most
                    + (suspects == 0
                            ? "; one more runs with each that ends."
                            : " until those that ran then have ended: " + suspects + " left.");
        }
    }

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

    /** What is held back after a kill; nothing if nothing is. */
    public Optional<SlowStarting> slowStart() {
        var start = queue.slowStart();
        return start.kinds().isEmpty()
                ? Optional.empty()
                : Optional.of(new SlowStarting(
                        start.kinds(), start.most(), start.suspects().size()));
    }

    /** Why jobs of a kind wait longer than usual; nothing if they do not. */
    public Optional<String> heldBack(WorkKind kind) {
        return slowStart().filter(start -> start.kinds().contains(kind)).map(SlowStarting::text);
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
