package dev.kintsugi.job.artifact;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Regenerates artifacts of a job whose content is lost or damaged: a plan always gives the same bytes. If it does not,
 * as on another kind of processor, the result is not used: another artifact is no answer.
 */
@ApplicationScoped
class Regeneration {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_AT_ONCE = 4;
    private static final int MOST_HOPELESS = 1000;

    private final GenerationService generations;
    private final Map<JobId, CompletableFuture<List<byte[]>>> running = new ConcurrentHashMap<>();

    /** Artifacts that could not be reproduced, so that they are not regenerated again in vain. */
    private final Set<String> hopeless = ConcurrentHashMap.newKeySet();

    Regeneration(GenerationService generations) {
        this.generations = generations;
    }

    /**
     * The content of a picture of a job that has ended; nothing if it cannot be had, or its caller wants no repairs. Blocks.
     *
     * @throws TypedException model_overloaded if many are being drawn again already
     */
    Optional<byte[]> of(Job job, JobResult result, ArtifactRef artifact) {
        if (job.order().request().policy().reach() == RecoveryPolicy.RecoveryScope.NONE
                || hopeless.contains(artifact.digest())) {
            return Optional.empty();
        }
        if (running.size() >= MOST_AT_ONCE && !running.containsKey(job.id())) {
            throw new TypedException(
                    FailureType.MODEL_OVERLOADED, "lost pictures are being drawn again; come back a little later");
        }
        var drawing =
                running.computeIfAbsent(job.id(), _ -> draw(job, result)); // who comes meanwhile waits for the same
        try {
            var drawn = drawing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).stream()
                    .filter(png -> Sha256.of(png).equals(artifact.digest()))
                    .findFirst();
            if (drawn.isEmpty()) {
                giveUp(artifact);
            }
            Log.warnf(
                    "a picture of job %s was lost, damaged or out of reach, and %s",
                    job.id(), drawn.isPresent() ? "was drawn again" : "cannot be drawn again");
            return drawn;
        } catch (ExecutionException | TimeoutException e) {
            Log.warnf(
                    "a picture of job %s was lost, damaged or out of reach, and cannot be drawn again: %s",
                    job.id(), e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            running.remove(job.id(), drawing);
        }
    }

    private void giveUp(ArtifactRef artifact) {
        if (hopeless.size() >= MOST_HOPELESS) {
            hopeless.clear();
        }
        hopeless.add(artifact.digest());
    }

    private CompletableFuture<List<byte[]>> draw(Job job, JobResult result) {
        var generation = generations.prepare(
                job.id().value(),
                result.plan(),
                job.order().request(),
                job.correlationId(),
                Checkpoint.NONE,
                _ -> {},
                _ -> {});
        return generations
                .generate(generation)
                .map(Regeneration::pictures)
                .subscribeAsCompletionStage()
                .toCompletableFuture();
    }

    private static List<byte[]> pictures(Outcome<Result> outcome) {
        var result =
                switch (outcome) {
                    case Outcome.Completed<Result>(var value) -> value.artifacts();
                    case Outcome.Recovered<Result>(var value, var _) -> value.artifacts();
                    case Outcome.Degraded<Result> _, Outcome.Failed<Result> _ -> List.<Artifact>of();
                };
        return result.stream().map(Artifact::content).toList();
    }
}
