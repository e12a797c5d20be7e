package dev.kintsugi.job.artifact;

import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Regenerates artifacts of a job whose content is lost or damaged: a plan always gives the same bytes. If it does not,
 * as on another kind of processor, the result is not used: another artifact is no answer.
 *
 * <p>It goes on if its caller waits no longer: the artifacts are kept, and are there for the next caller.
 */
@ApplicationScoped
class Regeneration {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_HOPELESS = 1000;

    private final OngoingRegenerations ongoing;

    /** Artifacts that could not be reproduced, so that they are not regenerated again in vain. */
    private final Set<String> hopeless = ConcurrentHashMap.newKeySet();

    Regeneration(OngoingRegenerations ongoing) {
        this.ongoing = ongoing;
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
            var drawn = ongoing.of(job, result, keep).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).stream()
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
}
