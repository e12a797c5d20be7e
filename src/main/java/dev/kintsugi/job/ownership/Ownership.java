package dev.kintsugi.job.ownership;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.work.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What this instance does with jobs in the store: it takes them, renews its lease on them, and lets them go. Every other
 * instance may do the same at any time, so each answer says whether this one was first. Everything here blocks.
 */
@ApplicationScoped
public class Ownership {

    private final JobStore store;
    private final Leases leases;
    private final JobSignals signals;
    private final Clock clock;

    Ownership(JobStore store, Leases leases, JobSignals signals, Clock clock) {
        this.store = store;
        this.leases = leases;
        this.signals = signals;
        this.clock = clock;
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

    /** Asks the instance that runs a job to stop it. */
    public void askToStop(JobId id) {
        signals.tell(new JobSignals.Stop(id));
    }

    /**
     * Lets go of a running job, which waits again as if it had not been begun. Safe to repeat: if the answer was lost another
     * instance may run it by now, as the same attempt.
     */
    public Transition handBack(RunningJob running) {
        return store.find(running.id()).filter(kept -> isThis(kept, running)).isPresent()
                ? replace(
                        running.job(), running.job().handedBack(running.state().handBack()))
                : new Transition.TakenOver(running.id());
    }

    private static boolean isThis(Job kept, RunningJob running) {
        return kept.state() instanceof JobState.Running now
                && Duration.between(now.since(), running.state().since()).toMillis() == 0;
    }

    /** Cancels a job that no worker has; a running one is stopped by its worker first. */
    public Transition cancel(Job seen) {
        var now = clock.instant();
        return switch (seen.state()) {
            case JobState.Queued queued -> replace(seen, seen.with(queued.cancel(now)));
            case JobState.WaitingForUser waiting -> replace(seen, seen.with(waiting.cancel(now)));
            case JobState.Running _, JobState.Completed _, JobState.Failed _, JobState.Cancelled _ ->
                new Transition.TakenOver(seen.id());
        };
    }

    /** Lets a job wait again that waited for a person. */
    public Transition resume(Job seen, JobState.WaitingForUser waiting) {
        return replace(seen, seen.resumed(waiting.resume(), clock.instant()));
    }

    /**
     * Ends a running job. Safe to repeat: a change that was made although its answer was lost counts as made.
     *
     * @param state makes the state that it ends in, of the time at which it ends
     */
    public Transition end(RunningJob running, Function<Instant, JobState> state) {
        var ended = running.job().with(state.apply(clock.instant()));
        return switch (replace(running.job(), ended)) {
            case Transition.Made made -> made;
            case Transition.TakenOver taken ->
                store.find(running.id())
                        .filter(kept -> isSame(kept, ended))
                        .<Transition>map(Transition.Made::new)
                        .orElse(taken);
        };
    }

    private Transition replace(Job seen, Job next) {
        return store.replace(seen, next) ? new Transition.Made(next) : new Transition.TakenOver(seen.id());
    }

    private static boolean isSame(Job kept, Job ended) {
        return kept.attempt() == ended.attempt()
                && kept.state().code().equals(ended.state().code())
                && kept.state()
                        .made()
                        .map(JobResult::artifacts)
                        .equals(ended.state().made().map(JobResult::artifacts));
    }
}
