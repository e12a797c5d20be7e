package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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

    /**
     * Jobs whose model is left alone.
     *
     * @param jobs how many wait for a model
     * @param until when the first of them may be begun
     */
    public record Postponed(int jobs, Instant until) {

        /** Why jobs wait and until when, in a sentence. */
        public String text() {
            return (jobs == 1 ? "One job waits" : jobs + " jobs wait")
                    + " for models that kept failing or are not there, and are left alone for now; the next may begin at "
                    + until + ".";
        }
    }

    private static final int SHARE_OF_POSTPONED = 4;

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

    /** How long ago the oldest job was accepted of those that wait for a worker only; zero if none does. */
    public Duration oldestWait(Instant now) {
        return queue.ofWaiting(WaitingJobs::oldest)
                .map(accepted -> Duration.between(accepted, now))
                .filter(wait -> !wait.isNegative())
                .orElse(Duration.ZERO);
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

    /** Which jobs wait for a model that is left alone; nothing if none do. */
    public Optional<Postponed> postponed() {
        var jobs = queue.ofWaiting(
                waiting -> waiting.postponed().map(RunnableJob::job).toList());
        return jobs.stream()
                .flatMap(job -> job.state().postponement().stream())
                .map(JobState.Postponement::until)
                .min(Comparator.naturalOrder())
                .map(until -> new Postponed(jobs.size(), until));
    }

    /** Whether one more job may wait for its model: they take at most a quarter of the places, so that others have room. */
    public boolean mayPostpone(WorkKind kind) {
        return queue.ofWaiting(waiting -> waiting.postponed().count())
                < Math.max(1, queue.capacity(kind) / SHARE_OF_POSTPONED);
    }

    /** Why a job waits longer than usual; nothing if it does not. */
    public Optional<String> heldBack(Job job) {
        return job.state()
                .postponement()
                .map(JobState.Postponement::text)
                .or(() -> heldBack(job.plan().work().kind()));
    }

    private Optional<String> heldBack(WorkKind kind) {
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
