package dev.kintsugi.job.queue;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.trail.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A job with all that a worker needs to run it.
 *
 * @param again is given the outcome of a job that has ended before and is only computed once more; nothing of it is kept, and
 *     its id is another one
 */
public record RunnableJob(Job job, Generation generation, Optional<CompletableFuture<Outcome<Result>>> again) {

    /**
     * Whether it may begin together with another one: what their callers wrote is all that differs, and neither has failed or been
     * interrupted before, nor has less time than usual.
     */
    boolean isLike(RunnableJob other) {
        return isUsual()
                && other.isUsual()
                && job.order().priority() == other.job().order().priority()
                && shape().equals(other.shape());
    }

    /** The jobs of some that a store has. */
    static List<JobId> kept(Stream<RunnableJob> some) {
        return some.filter(runnable -> runnable.again().isEmpty())
                .map(runnable -> runnable.job().id())
                .toList();
    }

    public WorkKind kind() {
        return job.plan().work().kind();
    }

    /** How much there is to compute. */
    public long amount() {
        return job.plan().work().cost().amount();
    }

    private boolean isUsual() {
        return again.isEmpty() && job.attempt() == 0 && job.order().deadline().isEmpty();
    }

    private Plan shape() {
        var plan = job.plan();
        return plan.withWork(plan.work().shape());
    }

    /** Of a job whose outcome is kept. */
    public RunnableJob(Job job, Generation generation) {
        this(job, generation, Optional.empty());
    }
}
