package dev.kintsugi.job;

import java.util.List;
import java.util.Optional;

/**
 * Keeps jobs and their events. {@code JobStoreContract} in the tests says what every implementation promises.
 *
 * <p>Calls may block and come from any thread. A store forgets final jobs, oldest first, when it keeps too much; it
 * never forgets one that is not final.
 */
public interface JobStore {

    /** Keeps a new job. */
    void add(Job job);

    Optional<Job> find(JobId id);

    /**
     * Replaces a job, where its state is still the one that the caller saw.
     *
     * @return false where somebody else was faster; nothing is changed then
     */
    boolean replace(Job seen, Job next);

    /** Keeps an event; events of one job come in the order of their numbers. */
    void append(JobEvent event);

    /** The events of a job after this number, in order; empty for a job that is not known. */
    List<JobEvent> events(JobId id, long after);
}
