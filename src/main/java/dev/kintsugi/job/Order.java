package dev.kintsugi.job;

import dev.kintsugi.generation.ImageGeneration;
import dev.kintsugi.pipeline.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done.
 *
 * @param request as it was asked for
 * @param plan what was understood: defaults filled in, the seed drawn, so that a second try gives the same
 * @param priority which jobs it may overtake
 * @param deadline after which nobody wants it any more; nothing where there is none
 */
public record Order(ImageGeneration request, Plan plan, Priority priority, Optional<Instant> deadline) {

    /** The same for a job that is resumed: a deadline that has passed is as far ahead again as it was at first. */
    Order resumed(Instant created, Instant now) {
        return isLate(now)
                ? new Order(request, plan, priority, deadline.map(until -> now.plus(Duration.between(created, until))))
                : this;
    }

    /** Whether its deadline has passed. */
    boolean isLate(Instant now) {
        return deadline.filter(until -> !now.isBefore(until)).isPresent();
    }
}
