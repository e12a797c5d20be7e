package dev.kintsugi.job;

import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Decision;
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
 * @param asked within which time of its acceptance it was to be done, if a person resumed it and its deadline is a later one
 */
public record JobSpec(
        GenerationRequest request, Plan plan, Priority priority, Optional<Instant> deadline, Optional<Duration> asked) {

    /** Of a job that was not resumed. */
    public JobSpec(GenerationRequest request, Plan plan, Priority priority, Optional<Instant> deadline) {
        this(request, plan, priority, deadline, Optional.empty());
    }

    /** The same for a job that is resumed: a deadline that has passed is as far ahead again as it was at first. */
    JobSpec resumed(Instant created, Instant now) {
        var within = within(created);
        return isLate(now) ? new JobSpec(request, plan, priority, within.map(now::plus), within) : this;
    }

    /** Within which time of its acceptance it was to be done; nothing if no deadline was asked for. */
    public Optional<Duration> within(Instant created) {
        return asked.or(() -> deadline.map(until -> Duration.between(created, until)));
    }

    /** Why it failed at a time: its deadline, if that has passed, whatever else happened. */
    public Decision.Reason reason(Decision.Reason otherwise, Instant now) {
        return isLate(now) ? Decision.Reason.EXPIRED : otherwise;
    }

    /** Whether its deadline has passed. */
    public boolean isLate(Instant now) {
        return deadline.filter(until -> !now.isBefore(until)).isPresent();
    }
}
