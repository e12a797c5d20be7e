package dev.kintsugi.job;

import dev.kintsugi.pipeline.plan.Plan;
import java.util.List;

/**
 * What a job gave.
 *
 * @param artifacts what was made, in order
 * @param plan that gave them: after a recovery not the one that was asked for
 */
public record JobResult(List<ArtifactRef> artifacts, Plan plan) {

    public JobResult {
        artifacts = List.copyOf(artifacts);
    }

    /** How many bytes its artifacts have. */
    public long bytes() {
        return artifacts.stream().mapToLong(ArtifactRef::bytes).sum();
    }
}
