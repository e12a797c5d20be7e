package dev.kintsugi.job.queue;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.recovery.trail.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A job with all that a worker needs to run it.
 *
 * @param again is given the outcome of a job that has ended before and is only computed once more; nothing of it is kept, and
 *     its id is another one
 */
public record RunnableJob(Job job, Generation generation, Optional<CompletableFuture<Outcome<Result>>> again) {

    /** Of a job whose outcome is kept. */
    public RunnableJob(Job job, Generation generation) {
        this(job, generation, Optional.empty());
    }
}
