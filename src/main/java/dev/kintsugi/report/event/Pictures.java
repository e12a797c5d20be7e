package dev.kintsugi.report.event;

import dev.kintsugi.job.ArtifactContent;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.artifact.Artifacts;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;

/** The pictures of jobs as text. */
@ApplicationScoped
public class Pictures {

    /**
     * All pictures of a job.
     *
     * @param base64 their files
     * @param warnings what to say of them
     */
    public record Texts(List<String> base64, List<String> warnings) {}

    private final Artifacts artifacts;

    Pictures(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    /**
     * Reads files, and so blocks.
     *
     * @throws TypedException state_load_failed if one is lost and cannot be computed again
     */
    public Texts of(Job job, JobResult result) {
        var contents = result.artifacts().stream()
                .map(picture -> artifacts
                        .content(job, result, picture)
                        .orElseThrow(() -> new TypedException(
                                FailureType.STATE_LOAD_FAILED, "the picture is not kept any more, or was damaged")))
                .toList();
        return new Texts(
                contents.stream()
                        .map(content -> Base64.getEncoder().encodeToString(content.bytes()))
                        .toList(),
                contents.stream().anyMatch(ArtifactContent::regenerated)
                        ? List.of(ArtifactContent.WARNING)
                        : List.of());
    }
}
