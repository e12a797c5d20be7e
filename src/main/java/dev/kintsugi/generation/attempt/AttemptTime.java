package dev.kintsugi.generation.attempt;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** How long an attempt may take: the limit that is set for all, and what is left until the deadline of its request. */
@ApplicationScoped
class AttemptTime {

    private final Duration limit;
    private final Clock clock;

    AttemptTime(GenerationSettings settings, Clock clock) {
        this.limit = settings.attemptTimeout();
        this.clock = clock;
    }

    /** The time that an attempt which begins now gets. */
    Duration of(Generation generation) {
        return generation.timeFor(limit, clock.instant());
    }

    /** How long an attempt that would begin now waits for memory. */
    Duration patience(Generation generation) {
        return of(generation).dividedBy(2);
    }

    /** Whether it is all the time that an attempt may have. */
    boolean isWhole(Duration time) {
        return time.equals(limit);
    }
}
