package dev.kintsugi.ops.health;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One try of a job that is traced.
 *
 * @param ended null while it is not known
 * @param failure that ended it; empty if none did, or while it is not known
 */
record TracedAttempt(Plan plan, Instant began, @Nullable Instant ended, Optional<Failure> failure) {

    static TracedAttempt begun(Plan plan, Instant at) {
        return new TracedAttempt(plan, at, null, Optional.empty());
    }

    /** The same, ended at this time if it has not ended before. */
    TracedAttempt until(Instant at, Optional<Failure> met) {
        return ended == null ? new TracedAttempt(plan, began, at, met) : this;
    }

    boolean covers(Instant at) {
        return !at.isBefore(began) && (ended == null || !at.isAfter(ended));
    }
}
