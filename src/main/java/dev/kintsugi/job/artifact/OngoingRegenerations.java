package dev.kintsugi.job.artifact;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The regenerations that are under way, few at a time. Each waits in the queue like any other job. */
@ApplicationScoped
class OngoingRegenerations {

    private static final int MOST_AT_ONCE = 4;

    private final JobQueue queue;
    private final DrainState draining;
    private final RegenerationPreparation preparation;
    private final Map<JobId, CompletableFuture<List<byte[]>>> regenerations = new HashMap<>();

    OngoingRegenerations(JobQueue queue, DrainState draining, RegenerationPreparation preparation) {
        this.queue = queue;
        this.draining = draining;
        this.preparation = preparation;
    }

    /**
     * The contents of all artifacts of a job: those of the regeneration that is under way, or of a new one. Callers of the same
     * job wait for the same.
     *
     * @param keep is given each artifact of the job that is what it was
     * @throws TypedException model_overloaded if too many are under way or wait, or the service is about to end
     */
    CompletableFuture<List<byte[]>> of(Job job, JobResult result, Consumer<byte[]> keep) {
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
            var outcome = new CompletableFuture<Outcome<Result>>();
            runnable = preparation.of(job, result, outcome);
            queue.reserve(job);
            regeneration = outcome.thenApply(OngoingRegenerations::contents);
            regenerations.put(job.id(), regeneration);
        }
        var made = regeneration;
        var _ = made.whenComplete(
                (contents, thrown) -> ended(job.id(), result, contents == null ? List.of() : contents, keep));
        queue.add(runnable);
        queue.wake();
        return made;
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
