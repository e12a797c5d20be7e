package dev.kintsugi.generation.breaker;

import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.Closed;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The circuit breaker of one model on one device: SmallRye's, which knows its state, and what that does not tell, since
 * when and until when it is open. It is never reset but replaced by a new one.
 *
 * <p>It has no name and no description: SmallRye keeps both for ever, the second as metrics.
 */
final class Breaker {

    private final Guard guard;
    private final boolean probation;
    private final Duration delay;
    private final Clock clock;
    private final Consumer<Breaker> changed;
    private final AtomicReference<BreakerState> state;

    private Breaker(boolean probation, int window, BreakerSettings settings, Clock clock, Consumer<Breaker> changed) {
        this.probation = probation;
        this.delay = settings.delay();
        this.clock = clock;
        this.changed = changed;
        this.state = new AtomicReference<>(probation ? new HalfOpen() : new Closed());
        this.guard = Guard.create()
                .withCircuitBreaker()
                .failOn(ModelFailedException.class)
                .requestVolumeThreshold(window)
                .failureRatio(settings.failureRatio())
                .delay(delay.toMillis(), ChronoUnit.MILLIS)
                .onStateChange(this::moveTo)
                .done()
                .build();
    }

    /** The breaker of a model about which nothing bad is known. */
    static Breaker closed(BreakerSettings settings, Clock clock, Consumer<Breaker> changed) {
        return new Breaker(false, settings.window(), settings, clock, changed);
    }

    /** The breaker of a model that may be mended: its first failure opens it. */
    static Breaker onProbation(BreakerSettings settings, Clock clock, Consumer<Breaker> changed) {
        return new Breaker(true, 1, settings, clock, changed);
    }

    /**
     * Runs it, unless the breaker is open.
     *
     * @throws org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException if it is
     */
    <T> T call(Supplier<T> work, Class<T> type) {
        return guard.get(work, type);
    }

    BreakerState state() {
        return state.get();
    }

    boolean isOnProbation() {
        return probation;
    }

    /** It was tried although it is open, and failed: others have rested longer now. */
    void triedInVain() {
        state.updateAndGet(now -> now instanceof Open open ? new Open(clock.instant(), open.until()) : now);
    }

    private void moveTo(CircuitBreakerState next) {
        var now = clock.instant();
        state.set(
                switch (next) {
                    case CLOSED -> new Closed();
                    case OPEN -> new Open(now, now.plus(delay));
                    case HALF_OPEN -> new HalfOpen();
                });
        changed.accept(this);
    }
}
