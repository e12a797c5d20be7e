package dev.kintsugi.job;

import dev.kintsugi.pipeline.plan.Plan;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * A request that was accepted. Data only: it is kept, and read again after a restart.
 *
 * @param id its name
 * @param caller who asked
 * @param order what was asked for
 * @param created when it was accepted
 * @param attempts how often workers began with it
 * @param state where it is
 */
public record Job(JobId id, Caller caller, JobSpec order, Instant created, Attempts attempts, JobState state) {

    /** A job that was just accepted. */
    public static Job accepted(JobId id, Caller caller, JobSpec order, Instant now) {
        return new Job(id, caller, order, now, Attempts.NONE, JobState.accepted());
    }

    /** Of the call that submitted it. */
    public String correlationId() {
        return caller.correlationId();
    }

    /** What is to be computed. */
    public Plan plan() {
        return order.plan();
    }

    /** How often a worker began with it; more than once only if a process ended meanwhile, as far as that is known. */
    public int attempt() {
        return attempts.begun();
    }

    /** What it has made so far. */
    public Stream<ArtifactRef> artifacts() {
        return state.made().stream().flatMap(made -> made.artifacts().stream());
    }

    public Job with(JobState next) {
        return new Job(id, caller, order, created, attempts, next);
    }

    /** The same, waiting again as if no worker had begun with it. */
    public Job handedBack(JobState.Queued state) {
        return new Job(id, caller, order, created, attempts.handedBack(), state);
    }

    /** The same, running as if no worker had begun with it before. */
    public Job cleared() {
        return new Job(id, caller, order, created, attempts.handedBack().next(), state);
    }

    /** The same, waiting again until its model may be tried. */
    public Job postponed(JobState.Queued state) {
        return new Job(id, caller, order, created, attempts.postponed(), state);
    }

    /** The same, resumed by a person: with a new deadline if its own has passed. */
    public Job resumed(JobState.Queued state, Instant now) {
        return new Job(id, caller, order.resumed(created, now), created, Attempts.NONE, state);
    }

    /**
     * The same, begun by a worker once more.
     *
     * @throws IllegalArgumentException if it has ended
     */
    public Job begun(Instant now) {
        return switch (state) {
            case JobState.Queued queued -> begun(attempts, queued.start(now));
            case JobState.Running before -> begun(attempts.killed(), before.restart(now));
            case JobState.Completed _, JobState.Failed _, JobState.WaitingForUser _, JobState.Cancelled _ ->
                throw new IllegalArgumentException("job " + id + " is " + state.code() + " and cannot be begun");
        };
    }

    private Job begun(Attempts before, JobState.Running running) {
        return new Job(id, caller, order, created, before.next(), running);
    }

    /** The same, waiting again after the process that ran it has lost it, but lives. */
    public Job lost() {
        return state instanceof JobState.Running running
                ? new Job(id, caller, order, created, attempts.lost(), running.handBack())
                : this;
    }

    /** The same, waiting again after the process that had it has ended. */
    public Job left() {
        return state instanceof JobState.Running running
                ? new Job(id, caller, order, created, attempts.killed(), running.handBack())
                : this;
    }

    /** The time before which it is not begun; long ago if it may be. */
    public Instant notBefore() {
        return state.postponement().map(JobState.Postponement::until).orElse(Instant.EPOCH);
    }

    /** Whether its process was killed when it ran before, so that it may be what ended the process. */
    public boolean isSuspect() {
        return attempts.losses() == 0 && attempts.begun() > (state instanceof JobState.Running ? 1 : 0);
    }
}
