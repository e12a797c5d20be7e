package dev.kintsugi.job.ownership;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.store.JobStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes the state of jobs in the store, each only if the job is still as it was seen. Every other instance may do the same at
 * any time, so each answer says whether this one was first. Everything here blocks.
 */
@ApplicationScoped
public class JobTransitions {

    private final JobStore store;
    private final Clock clock;

    JobTransitions(JobStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A job as it is now. */
    public Optional<Job> find(JobId id) {
        return store.find(id);
    }

    /**
     * Lets go of a running job, which waits again as if it had not been begun. Safe to repeat: if the answer was lost another
     * instance may run it by now, as the same attempt.
     */
    public Transition handBack(RunningJob running) {
        return letGo(running, running.job().handedBack(running.state().handBack()));
    }

    /** The same for a job whose model is left alone: it is not begun before that may be tried again. */
    public Transition postpone(RunningJob running, JobState.Postponement postponement) {
        return letGo(running, running.job().postponed(running.state().postpone(postponement)));
    }

    private Transition letGo(RunningJob running, Job waiting) {
        return store.find(running.id()).filter(kept -> isThis(kept, running)).isPresent()
                ? replace(running.job(), waiting)
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

    /** Forgets how often a waiting job was begun: it was not what ended the process. No effect if it waits no longer. */
    public void clear(Job seen) {
        if (seen.state() instanceof JobState.Queued queued) {
            replace(seen, seen.handedBack(queued));
        }
    }

    /** The same of a job that has begun: only this time counts. As it was if another instance has it by now. */
    public RunningJob clear(RunningJob running) {
        return switch (replace(running.job(), running.job().cleared())) {
            case Transition.Made made -> RunningJob.of(running.runnable(), made.job());
            case Transition.TakenOver _ -> running;
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
        return end(running.job(), state);
    }

    /** The same for a job that runs, but was never made ready for its worker. */
    Transition end(Job running, Function<Instant, JobState> state) {
        var ended = running.with(state.apply(clock.instant()));
        return switch (replace(running, ended)) {
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
