package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.plan.Plan;
import java.util.List;

/**
 * What a generation gave.
 *
 * @param artifacts the pictures
 * @param plan that gave them: after a recovery not the one that was asked for
 */
public record Result(List<Artifact> artifacts, Plan plan) {}
