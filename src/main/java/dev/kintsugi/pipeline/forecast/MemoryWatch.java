package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Observes how much memory attempts really take, if ONNX Runtime counts it: under a budget on the CPU. Before an
 * attempt is observed all that is idle is given back, sessions too, since weights that lie in a large region keep all of it; what is held after it is then what it took, weights
 * included, and that is what the budget counts. Attempts at the same time share the memory, so only one that was alone
 * tells anything. Without a budget, and on a GPU, nothing is observed.
 */
@ApplicationScoped
public class MemoryWatch {

    private final MemoryForecast forecast;
    private final Sessions sessions;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();

    public MemoryWatch(MemoryForecast forecast, Sessions sessions) {
        this.forecast = forecast;
        this.sessions = sessions;
    }

    /** One attempt from its beginning to its end, as far as its memory is concerned. */
    public final class Watched implements AutoCloseable {

        private final Plan plan;
        private final long number = begun.incrementAndGet();
        private final boolean alone;
        private final boolean observed;

        private Watched(Plan plan, boolean whole) {
            this.plan = plan;
            this.alone = running.incrementAndGet() == 1;
            this.observed = alone && whole && canObserve(plan);
        }

        /** It worked: what it took is learned, if it was alone all the time. */
        public void worked() {
            if (observed && wasAlone()) {
                Sessions.arenaUse().ifPresent(this::learn);
            }
        }

        /** Whether no other attempt took memory meanwhile. */
        public boolean wasAlone() {
            return alone && begun.get() == number;
        }

        private void learn(ArenaUse use) {
            forecast.observed(plan, Math.max(0, use.allocated() - use.inUse()), use.inUse());
        }

        @Override
        public void close() {
            running.decrementAndGet();
        }
    }

    /**
     * An attempt begins.
     *
     * @param whole whether all of it is computed, nothing being there of an earlier attempt
     */
    public Watched watch(Plan plan, boolean whole) {
        return new Watched(plan, whole);
    }

    private boolean canObserve(Plan plan) {
        if (!plan.variant().device().equals(Device.CPU)
                || !forecast.wants(plan)
                || Sessions.arenaUse().isEmpty()) {
            return false;
        }
        try {
            sessions.freeIdle();
            return true;
        } catch (InferenceException e) {
            Log.debugf("the memory of an attempt is not observed: %s", e.getMessage());
            return false;
        }
    }
}
