package dev.kintsugi.job;

import dev.kintsugi.pipeline.Plan;
import java.time.Instant;

/**
 * A request that was accepted.
 *
 * @param id its name
 * @param correlationId of the call that submitted it
 * @param plan what was asked for
 * @param created when it was accepted
 * @param state where it is
 */
public record Job(JobId id, String correlationId, Plan plan, Instant created, JobState state) {

    Job with(JobState next) {
        return new Job(id, correlationId, plan, created, next);
    }
}
