package dev.kintsugi.job.drain;

import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * How far the end of the service has come. Four phases, always in this order:
 *
 * <ol>
 *   <li>open: requests are accepted;
 *   <li>closed: nothing new is accepted, what was accepted is computed;
 *   <li>begun: no other job is begun, those that run are finished;
 *   <li>over: every caller that still waits is answered now, see {@link #over}.
 * </ol>
 */
@ApplicationScoped
public class DrainState {

    private enum Phase {
        OPEN,
        CLOSED,
        BEGUN,
        OVER
    }

    private final Set<UniEmitter<?>> waiting = ConcurrentHashMap.newKeySet();
    private volatile Phase phase = Phase.OPEN;
    private volatile boolean hurried;

    /** Accepts nothing new from now on. */
    public void close() {
        advance(Phase.CLOSED);
    }

    /** Begins with no other job from now on. */
    public void begin() {
        advance(Phase.BEGUN);
    }

    /** Answers every caller that still waits. */
    public void answerAll() {
        advance(Phase.OVER);
        List.copyOf(waiting).forEach(emitter -> emitter.fail(RestartRefusal.get()));
    }

    private synchronized void advance(Phase next) {
        if (phase.compareTo(next) < 0) {
            phase = next;
        }
    }

    /** Whether nothing new is accepted. */
    public boolean isClosed() {
        return phase != Phase.OPEN;
    }

    /** Whether no other job is begun. */
    public boolean hasBegun() {
        return phase.compareTo(Phase.BEGUN) >= 0;
    }

    /** Whether every caller that still waits is answered. */
    public boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Ends every wait of the end at once. */
    public void hurry() {
        hurried = true;
    }

    /**
     * Waits until something is done, at most so long; not at all once the end is {@linkplain #hurry hurried}.
     *
     * @return whether it is done
     */
    public boolean await(BooleanSupplier done, Duration most) {
        return Polling.until(done, most, () -> hurried);
    }

    /** The same, for what must not be left out even in a hurry. */
    public boolean awaitSurely(BooleanSupplier done, Duration most) {
        return Polling.until(done, most, () -> false);
    }

    /**
     * Never an item: fails with model_overloaded when all that still wait are to be answered. To be joined with what a
     * caller waits for.
     */
    public <T> Uni<T> over() {
        return Uni.createFrom().emitter(emitter -> {
            waiting.add(emitter);
            emitter.onTermination(() -> waiting.remove(emitter));
            if (phase == Phase.OVER) {
                emitter.fail(RestartRefusal.get());
            }
        });
    }

    /** @throws TypedException model_overloaded while the service is about to end */
    public void requireOpen() {
        if (isClosed()) {
            throw RestartRefusal.get();
        }
    }
}
