package dev.kintsugi.job;

import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.pipeline.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done.
 *
 * @param request as it was asked for
 * @param plan what was understood: defaults filled in, the seed drawn, so that a second try gives the same
 * @param priority which jobs it may overtake
 * @param deadline after which it expires; nothing if there is none
 */
public record JobSpec(GenerationRequest request, Plan plan, Priority priority, Optional<Instant> deadline) {

    /** The same for a job that is resumed: a deadline that has passed is as far ahead again as it was at first. */
    JobSpec resumed(Instant created, Instant now) {
        return isLate(now)
                ? new JobSpec(
                        request, plan, priority, deadline.map(until -> now.plus(Duration.between(created, until))))
                : this;
    }

    /** Whether it had to be done within this time of its acceptance; one that was resumed later has at least as much again. */
    public boolean isDue(Instant created, Optional<Duration> within) {
        var kept = deadline.map(until -> Duration.between(created, until));
        return kept.equals(within)
                || (kept.isPresent()
                        && within.filter(time -> kept.get().compareTo(time.multipliedBy(2)) >= 0)
                                .isPresent());
    }

    /** Whether its deadline has passed. */
    public boolean isLate(Instant now) {
        return deadline.filter(until -> !now.isBefore(until)).isPresent();
    }
}
