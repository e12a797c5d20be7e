package dev.kintsugi.job.artifact;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Regenerates artifacts of a job whose content is lost or damaged: a plan always gives the same bytes. If it does not,
 * as on another kind of processor, the result is not used: another artifact is no answer. So nothing of lesser quality is
 * tried, whatever the policy of the job was.
 *
 * <p>It waits in the queue like any other job, and goes on if its caller waits no longer: the artifacts are kept, and are
 * there for the next caller.
 */
@ApplicationScoped
class Regeneration {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_AT_ONCE = 4;
    private static final int MOST_HOPELESS = 1000;
    private static final RecoveryPolicy SAME = new RecoveryPolicy(RecoveryPolicy.RecoveryScope.RETRY, 0);

    private final GenerationService generations;
    private final JobQueue queue;
    private final DrainState draining;
    private final RandomGenerator random;
    private final Map<JobId, CompletableFuture<List<byte[]>>> regenerations = new HashMap<>();

    /** Artifacts that could not be reproduced, so that they are not regenerated again in vain. */
    private final Set<String> hopeless = ConcurrentHashMap.newKeySet();

    Regeneration(GenerationService generations, JobQueue queue, DrainState draining, RandomGenerator random) {
        this.generations = generations;
        this.queue = queue;
        this.draining = draining;
        this.random = random;
    }

    /**
     * The content of an artifact of a job that has ended; nothing if it cannot be had, or its caller wants no repairs. Blocks.
     *
     * @param keep is given each artifact of the job that is what it was
     * @throws TypedException model_overloaded if too many are being computed again or wait already, or it takes too long
     */
    Optional<byte[]> of(Job job, JobResult result, ArtifactRef artifact, Consumer<byte[]> keep) {
        if (job.order().request().policy().reach() == RecoveryPolicy.RecoveryScope.NONE
                || hopeless.contains(artifact.digest())) {
            return Optional.empty();
        }
        try {
            var drawn = regeneration(job, result, keep).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).stream()
                    .filter(content -> Sha256.of(content).equals(artifact.digest()))
                    .findFirst();
            if (drawn.isEmpty()) {
                giveUp(artifact);
            }
            Log.warnf(
                    "a result of job %s was lost, damaged or out of reach, and %s",
                    job.id(), drawn.isPresent() ? "was computed again" : "is another one when it is computed again");
            return drawn;
        } catch (ExecutionException e) {
            Log.warnf(
                    "a result of job %s was lost, damaged or out of reach, and cannot be computed again now: %s",
                    job.id(), e.getCause());
            return Optional.empty();
        } catch (TimeoutException e) {
            throw new TypedException(
                    FailureType.MODEL_OVERLOADED,
                    "the result was lost and is being computed again; come back a little later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void giveUp(ArtifactRef artifact) {
        if (hopeless.size() >= MOST_HOPELESS) {
            hopeless.clear();
        }
        hopeless.add(artifact.digest());
    }

    /** The one that is under way, or a new one: callers of the same job wait for the same. */
    private CompletableFuture<List<byte[]>> regeneration(Job job, JobResult result, Consumer<byte[]> keep) {
        CompletableFuture<List<byte[]>> regeneration;
        RunnableJob runnable;
        synchronized (regenerations) {
            var known = regenerations.get(job.id());
            if (known != null) {
                return known;
            }
            draining.requireOpen();
            if (regenerations.size() >= MOST_AT_ONCE) {
                throw new TypedException(
                        FailureType.MODEL_OVERLOADED,
                        "lost results are being computed again; come back a little later");
            }
            queue.reserve(job);
            var outcome = new CompletableFuture<Outcome<Result>>();
            regeneration = outcome.thenApply(Regeneration::contents);
            regenerations.put(job.id(), regeneration);
            runnable = runnable(job, result, outcome);
        }
        var made = regeneration;
        var _ = made.whenComplete(
                (contents, thrown) -> ended(job.id(), result, contents == null ? List.of() : contents, keep));
        queue.begin(runnable);
        return made;
    }

    private RunnableJob runnable(Job job, JobResult result, CompletableFuture<Outcome<Result>> outcome) {
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

    private void ended(JobId job, JobResult result, List<byte[]> contents, Consumer<byte[]> keep) {
        try {
            for (var content : contents) {
                if (result.artifacts().stream().anyMatch(made -> made.digest().equals(Sha256.of(content)))) {
                    keep.accept(content);
                }
            }
        } finally {
            synchronized (regenerations) {
                regenerations.remove(job);
            }
        }
    }

    private static List<byte[]> contents(Outcome<Result> outcome) {
        var result =
                switch (outcome) {
                    case Outcome.Completed<Result>(var value) -> value;
                    case Outcome.Recovered<Result>(var value, var _) -> value;
                    case Outcome.Degraded<Result> degraded -> degraded.value();
                    case Outcome.Failed<Result> failed ->
                        throw new TypedException(
                                failed.failure().type(), failed.failure().detail());
                };
        return result.artifacts().stream().map(Artifact::content).toList();
    }
}
