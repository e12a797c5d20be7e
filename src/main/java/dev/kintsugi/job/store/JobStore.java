package dev.kintsugi.job.store;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.pipeline.work.WorkKind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps jobs and their events. {@code JobStoreContract} in the tests says what every implementation promises. Several
 * processes may have the same store; each job that has not ended is in the hands of one of them, under a {@link Lease}.
 *
 * <p>Calls block and come from any thread but an event loop. What a call has changed when it returns is there after the
 * process was killed. A store never forgets a job that is not final. Times are parameters: it has no clock.
 */
public interface JobStore {

    /**
     * Keeps a new job, which waits in the hands of the owner of the lease, together with its first events.
     *
     * @return the job that is kept: another one if its caller has used its idempotency key before
     */
    Job add(Job job, Lease lease, JobEvent... events);

    Optional<Job> find(JobId id);

    /** The job for which a caller has used its idempotency key; empty if it has none, or has not used it. */
    Optional<Job> find(Caller caller);

    /** The jobs that have not ended. No record is read for it: takes milliseconds for tens of thousands. */
    Set<JobId> unfinished();

    /**
     * Replaces a job, if its state still has the code and the job the attempt that the caller saw. It is in nobody's
     * hands then. Of its order only the deadline may be another one.
     *
     * @return false if another instance was faster; nothing is changed then
     */
    boolean replace(Job seen, Job next);

    /**
     * Starts a job that waits, whoever owns it, or that runs under an expired lease.
     *
     * @return the job as it runs now, its attempt counted; nothing if it cannot be begun
     */
    Optional<Job> take(JobId id, Lease lease);

    /**
     * Begins with a job of others that {@link #take} would give: the most urgent one, among equals the one that came first.
     *
     * @param kinds of which it may be, one at least; jobs of others stay where they are
     */
    Optional<Job> claim(Lease lease, Set<WorkKind> kinds);

    /**
     * Reassigns jobs whose lease expired: their owner is dead. They wait from then on.
     *
     * @param most how many at most, the most urgent first
     */
    List<Job> adopt(Lease lease, int most);

    /**
     * Renews the leases of unfinished jobs that are the owner's or unowned, and of all that wait in the owner's
     * hands, whether they are named or not.
     *
     * @return those of the named jobs, which are in the owner's hands for longer
     */
    List<JobId> renew(Collection<JobId> jobs, Lease lease);

    /** Jobs that wait in the owner's hands for longer than the lease under which they came there. */
    List<JobId> waiting(Lease lease);

    /** Lets go of all jobs that wait in the hands of an owner, as if its leases had ended. */
    void release(String owner);

    /**
     * Keeps events of one job and reserves numbers, all of it or nothing. A preview takes the place of the one before.
     *
     * @return false if the job has numbers beyond {@link EventBatch#reserved}, or is not known; nothing is changed then
     */
    boolean append(EventBatch batch);

    /** Keeps one event; false also if the job has an event of this number or a later one. */
    default boolean append(JobEvent event) {
        return append(EventBatch.of(event));
    }

    /**
     * The events of a job after this number, in order; empty for a job that is not known. Of its previews only the newest,
     * until it has ended.
     */
    List<JobEvent> events(JobId id, long after);

    /** The number of a job's newest event, or the last that is reserved for one; 0 if there is none. */
    long lastEvent(JobId id);

    JobQuery.Page list(JobQuery query);

    /** Writes something small and no job, to see whether that can be; throws what writing a job would throw. */
    void check();

    /**
     * Forgets final jobs beyond the limits, those first that ended first, with their events.
     *
     * @return digests of artifacts that belonged to them, or to those that were forgotten before, and belong to no other job:
     *     each until it is said to be {@link #deleted}
     */
    List<String> forget(Retention limits, Instant now);

    /** Whether a job has an artifact. */
    boolean isNeeded(String digest);

    /** An artifact that no job has is deleted. */
    void deleted(String digest);
}
