package dev.kintsugi.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps jobs and their events. {@code JobStoreContract} in the tests says what every implementation promises.
 *
 * <p>Calls block and come from any thread but an event loop. What a call has changed when it returns is there after the
 * process was killed. A store never forgets a job that is not final. Times are told to it: it has no clock.
 */
public interface JobStore {

    /**
     * Keeps a new job.
     *
     * @return the job that is kept: another one where its caller has used its idempotency key before
     */
    Job add(Job job);

    Optional<Job> find(JobId id);

    /**
     * Replaces a job, where its state has still the code and the job the attempt that the caller saw.
     *
     * @return false where somebody else was faster; nothing is changed then
     */
    boolean replace(Job seen, Job next);

    /**
     * Begins with a job that waits, or that runs under a lease that has ended.
     *
     * @return the job as it runs now, its attempt counted; nothing where it cannot be begun
     */
    Optional<Job> take(JobId id, Lease lease);

    /** Begins with the most urgent job that {@link #take} would give, among equals the one that came first. */
    Optional<Job> claim(Lease lease);

    /**
     * Goes on with a job.
     *
     * @return false where the job does not run under a lease of this owner
     */
    boolean renew(JobId id, Lease lease);

    /** All that {@link #claim} would give at this time, in that order. */
    List<Job> claimable(Instant now);

    /** Keeps an event; events of one job come in the order of their numbers. Of a preview only the number is kept. */
    void append(JobEvent event);

    /** The events of a job after this number, in order, without previews; empty for a job that is not known. */
    List<JobEvent> events(JobId id, long after);

    /** The number of a job's newest event, 0 where there is none. */
    long lastEvent(JobId id);

    JobQuery.Page list(JobQuery query);

    /** Writes something small and no job, to see whether that can be; throws what writing a job would throw. */
    void check();

    /**
     * Forgets final jobs beyond the limits, those first that ended first, with their events.
     *
     * @return digests of artifacts that belonged to them and belong to no other job
     */
    List<String> forget(Retention limits, Instant now);
}
