package dev.kintsugi.generation;

import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Plan;
import java.util.List;

/**
 * What a generation gave.
 *
 * @param artifacts the pictures
 * @param plan that gave them: after a recovery not the one that was asked for
 */
public record Result(List<Artifact> artifacts, Plan plan) {}
