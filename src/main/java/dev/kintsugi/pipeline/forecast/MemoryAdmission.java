package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets as many attempts run at the same time as are predicted to fit into the memory budget and half of the Java heap; the
 * others wait in the order in which they came. An attempt of which nothing is known runs alone, so that what it takes can
 * be learned. Without a budget on the CPU only the heap counts.
 */
@ApplicationScoped
public class MemoryAdmission {

    /** A waiting run gets no signal when it is stopped, so it checks this often. */
    private static final long LOOK_MS = 100;

    private final MemoryForecast forecast;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> line = new ArrayDeque<>();
    private final List<Admitted> running = new ArrayList<>();

    public MemoryAdmission(MemoryForecast forecast) {
        this.forecast = forecast;
    }

    /** An attempt that may run, until it is closed. */
    public final class Admitted implements AutoCloseable {

        private final MemoryNeed need;

        private Admitted(MemoryNeed need) {
            this.need = need;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                running.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits until there is memory for an attempt. What waits too long goes as well: a run that hangs must not stop others
     * for ever.
     *
     * @param atMost how long to wait
     * @param waiting called several times a second meanwhile; what it throws ends the wait
     */
    public Admitted admit(Plan plan, Duration atMost, Runnable waiting) {
        var budget = plan.variant().device().equals(Device.CPU) ? Sessions.arenaUse() : Optional.<ArenaUse>empty();
        return admit(plan, budget, atMost, waiting);
    }

    Admitted admit(Plan plan, Optional<ArenaUse> budget, Duration atMost, Runnable waiting) {
        var need = budget.map(use -> MemoryNeed.of(plan, forecast.entry(plan), use))
                .orElseGet(() -> MemoryNeed.ofHeap(plan));
        var most = budget.map(ArenaUse::limit).orElse(Long.MAX_VALUE);
        var until = System.nanoTime() + atMost.toNanos();
        var self = new Object();
        lock.lock();
        try {
            line.add(self);
            while ((line.peek() != self || !fits(need, most)) && System.nanoTime() < until) {
                waiting.run();
                // The time says only that it is to look again.
                var _ = changed.await(LOOK_MS, TimeUnit.MILLISECONDS);
            }
            var admitted = new Admitted(need);
            running.add(admitted);
            return admitted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while it waited for memory", e);
        } finally {
            line.remove(self);
            changed.signalAll();
            lock.unlock();
        }
    }

    /** How many attempts run. */
    int running() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
    }

    /** One always may run: if it does not fit, that is for its own failure to say. */
    private boolean fits(MemoryNeed need, long most) {
        return running.isEmpty()
                || need.fitsBeside(running.stream().map(other -> other.need).toList(), most);
    }
}
