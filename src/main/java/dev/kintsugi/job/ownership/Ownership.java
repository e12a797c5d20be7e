package dev.kintsugi.job.ownership;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs in the store this instance has: it takes them, renews its lease on them, and lets them go. Every other
 * instance may do the same at any time, so each answer says whether this one was first. Everything here blocks.
 */
@ApplicationScoped
public class Ownership {

    private final JobStore store;
    private final Leases leases;
    private final JobSignals signals;

    Ownership(JobStore store, Leases leases, JobSignals signals) {
        this.store = store;
        this.leases = leases;
        this.signals = signals;
    }

    /** Whether other instances may use the same store. */
    public boolean isShared() {
        return signals.hasOthers();
    }

    public Optional<Job> find(JobId id) {
        return store.find(id);
    }

    /** Begins with a job that waits; empty if it was cancelled or another instance has begun with it. */
    public Optional<Job> take(JobId id) {
        return store.take(id, leases.lease());
    }

    /** Begins with the most urgent job of some kinds that waits at another instance; empty if there is none. */
    public Optional<Job> claim(Set<WorkKind> kinds) {
        return isShared() ? store.claim(leases.lease(), kinds) : Optional.empty();
    }

    /**
     * Takes over jobs whose lease expired; they wait here from then on.
     *
     * @param room how many at most if other instances could take them as well
     */
    public List<Job> adopt(int room) {
        return store.adopt(leases.lease(), isShared() ? room : Integer.MAX_VALUE);
    }

    /**
     * Renews the lease on jobs.
     *
     * @return those that another instance has by now
     */
    public List<JobId> renew(Collection<JobId> jobs) {
        var renewed = Set.copyOf(store.renew(jobs, leases.lease()));
        return jobs.stream().filter(job -> !renewed.contains(job)).toList();
    }

    /** The jobs that wait in this instance's hands, as the store has it, for longer than it may take to know of them. */
    public List<JobId> waiting() {
        return store.waiting(leases.lease());
    }

    /** Lets go of all jobs that wait here, and tells others that they may begin with them. */
    public void release() {
        store.release(leases.owner());
        offer();
    }

    /** Tells others that jobs wait. */
    public void offer() {
        signals.tell(new JobSignals.Waiting());
    }
}
