package dev.kintsugi.generation.attempt;

import dev.kintsugi.recovery.failure.FailureType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** How long an attempt may take: the limit that is set for all, and what is left until the deadline of its request. */
@ApplicationScoped
class AttemptTime {

    private final Duration limit;
    private final Computation computation;
    private final Clock clock;

    AttemptTime(GenerationSettings settings, Computation computation, Clock clock) {
        this.limit = settings.attemptTimeout();
        this.computation = computation;
        this.clock = clock;
    }

    /** The time that an attempt which begins now gets. */
    Duration of(AttemptCall call) {
        var now = clock.instant();
        return call.generation()
                .timeFor(
                        limit,
                        now,
                        () -> call.isFollowedAfter(FailureType.INFERENCE_TIMEOUT, now)
                                || !computation.isLoaded(call.plan())
                                        && call.isFollowedAfter(FailureType.MODEL_LOADING_TIMEOUT, now));
    }

    /** How long an attempt that would begin now waits for memory. */
    Duration patience(AttemptCall call) {
        return of(call).dividedBy(2);
    }

    /** Follows an attempt that begins now. */
    WorkProgress follow(Generation generation) {
        return new WorkProgress(generation, clock);
    }

    /** Whether it is all the time that an attempt may have. */
    boolean isWhole(Duration time) {
        return time.equals(limit);
    }
}
