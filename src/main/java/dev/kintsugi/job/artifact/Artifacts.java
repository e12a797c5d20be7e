package dev.kintsugi.job.artifact;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.ArtifactContent;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.plan.Plan;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;

/** Joins jobs and what they made. The same content may belong to several jobs. */
@ApplicationScoped
public class Artifacts {

    private final ArtifactStore contents;
    private final FallbackStore fallback;
    private final JobStore jobs;
    private final Regeneration regeneration;
    private final ArtifactRemoval removal;

    Artifacts(
            ArtifactStore contents,
            FallbackStore fallback,
            JobStore jobs,
            Regeneration regeneration,
            ArtifactRemoval removal) {
        this.contents = contents;
        this.fallback = fallback;
        this.jobs = jobs;
        this.regeneration = regeneration;
        this.removal = removal;
    }

    /**
     * The content of an artifact, regenerated and kept if it is lost, damaged or out of reach; nothing if it is lost and
     * that cannot be. Blocks.
     *
     * @param result of the job, which has the artifact
     * @throws RuntimeException if it is out of reach and that cannot be
     */
    public Optional<ArtifactContent> content(Job job, JobResult result, ArtifactRef artifact) {
        Optional<byte[]> found;
        try {
            found = contents.get(artifact.digest());
        } catch (RuntimeException e) {
            Log.warnf("an artifact is out of reach: %s", e.getMessage());
            return Optional.of(regenerated(job, result, artifact).orElseThrow(() -> e));
        }
        return found.map(png -> new ArtifactContent(png, false)).or(() -> regenerated(job, result, artifact));
    }

    private Optional<ArtifactContent> regenerated(Job job, JobResult result, ArtifactRef artifact) {
        return regeneration
                .of(job, result, artifact, png -> keepAgain(job, png))
                .map(png -> new ArtifactContent(png, true));
    }

    /** Not if the job was forgotten meanwhile: the content would never be deleted. */
    private void keepAgain(Job job, byte[] png) {
        try (var _ = removal.pause()) {
            if (jobs.find(job.id()).isPresent()) {
                contents.put(png);
            }
        } catch (RuntimeException e) {
            Log.warnf("an artifact that was computed again is not kept: %s", e.getMessage());
        }
    }

    /** Keeps artifacts and then a job that has them. */
    public <T> T keep(Result result, Function<JobResult, T> job) {
        try (var _ = removal.pause()) {
            var kept = result.artifacts().stream()
                    .map(made -> new ArtifactRef(
                            contents.put(made.content()), made.type(), made.content().length, made.facts()))
                    .toList();
            return job.apply(new JobResult(kept, told(result.plan())));
        }
    }

    private static Plan told(Plan plan) {
        return plan.withWork(plan.work().told());
    }

    /** Whether some of them could not be written and are in memory only. */
    public boolean isHeld(JobResult result) {
        return result.artifacts().stream().anyMatch(made -> fallback.isHeld(made.digest()));
    }
}
