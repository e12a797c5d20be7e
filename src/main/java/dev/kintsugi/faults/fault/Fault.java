package dev.kintsugi.faults.fault;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One fault that was asked for, and how often it was hit. */
public final class Fault {

    /** Whether it can still happen. */
    enum State {
        ACTIVE,
        USED_UP,
        EXPIRED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final FaultKind kind;
    private final double rate;
    private final @Nullable Integer count;
    private final FaultMatcher matcher;
    private final long seed;
    private final @Nullable Instant until;
    private final Random random;
    private long seen;
    private long hits;

    Fault(String id, FaultKind kind, FaultRequest request, long seed, Instant now) {
        this.id = id;
        this.kind = kind;
        this.rate = request.rate() == null ? 1 : request.rate();
        this.count = request.count() == null && request.rate() == null ? Integer.valueOf(1) : request.count();
        this.matcher = request.matcher() == null ? FaultMatcher.ANY : request.matcher();
        this.seed = seed;
        this.until = request.expiresIn() == null ? null : now.plusSeconds(request.expiresIn());
        this.random = new Random(seed);
    }

    String id() {
        return id;
    }

    public FaultKind kind() {
        return kind;
    }

    /** Whether it happens on this occasion, which counts as a hit then. Every occasion that matches draws one number. */
    synchronized boolean hits(InjectionPoint point, Instant now) {
        if (state(now) != State.ACTIVE || !matcher.matches(point)) {
            return false;
        }
        seen++;
        if (random.nextDouble() >= rate) {
            return false;
        }
        hits++;
        return true;
    }

    synchronized boolean isFirstHit() {
        return hits == 1;
    }

    synchronized State state(Instant now) {
        if (count != null && hits >= count) {
            return State.USED_UP;
        }
        return until != null && !now.isBefore(until) ? State.EXPIRED : State.ACTIVE;
    }

    synchronized FaultView view(Instant now) {
        return new FaultView(
                id,
                kind.boundary().code(),
                kind.code(),
                rate,
                count,
                matcher,
                seed,
                until == null ? null : until.toString(),
                state(now).code(),
                seen,
                hits);
    }
}
