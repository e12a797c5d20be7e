package dev.kintsugi.job.artifact;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Makes a job that has ended ready to be computed once more, with the plan that gave its result. Nothing of lesser quality is
 * tried, whatever the policy of the job was.
 */
@ApplicationScoped
class RegenerationPreparation {

    private static final RecoveryPolicy SAME = new RecoveryPolicy(RecoveryPolicy.RecoveryScope.RETRY, 0);

    private final GenerationService generations;
    private final RandomGenerator random;

    RegenerationPreparation(GenerationService generations, RandomGenerator random) {
        this.generations = generations;
        this.random = random;
    }

    /** @param outcome is given what comes of it */
    RunnableJob of(Job job, JobResult result, CompletableFuture<Outcome<Result>> outcome) {
        var request = job.order().request().with(SAME);
        var plan =
                result.plan().withWork(job.plan().work().inShape(result.plan().work()));
        var again = Job.accepted(
                JobId.random(random),
                job.caller(),
                new JobSpec(request, plan, job.order().priority(), Optional.empty()),
                job.created());
        var generation = generations.prepare(
                again.id().value(), again.plan(), request, job.correlationId(), Checkpoint.NONE, _ -> {}, _ -> {});
        return new RunnableJob(again, generation, Optional.of(outcome));
    }
}
