package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

    /**
     * What an attempt needs.
     *
     * @param variant whose weights it needs, once however many attempts use them
     * @param weights their bytes
     * @param rest bytes beyond them, of this attempt alone
     * @param heap bytes of the Java heap
     */
    record Need(Variant variant, long weights, long rest, long heap) {}

    /** Of the Java heap for a unit of size: of a pixel the decoded picture as floats, a tile or its sum of weights, rows for the PNG. */
    private static final long HEAP_FOR_A_UNIT = 40;

    /** Pictures that are being made have at most one part in so many of the Java heap. */
    private static final int SHARE_OF_HEAP = 2;

    /** A waiting run gets no signal when it is stopped, so it checks this often. */
    private static final long LOOK_MS = 100;

    /** Predictions are not exact. */
    private static final double ROOM = 1.1;

    /** In a budget of which no more than one in so many was ever used, attempts of which nothing is known do not wait. */
    private static final int AMPLE = 4;

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

        private final Need need;

        private Admitted(Need need) {
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
        var need = budget.map(use -> need(plan, use)).orElseGet(() -> new Need(plan.variant(), 0, 0, heap(plan)));
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

    private Need need(Plan plan, ArenaUse use) {
        var unknown = use.peak() * AMPLE <= use.limit() ? use.limit() / AMPLE : use.limit();
        return forecast.entry(plan)
                .filter(entry -> entry.model().isEnough())
                .map(entry -> new Need(plan.variant(), entry.weights(), rest(entry, plan), heap(plan)))
                .orElseGet(() -> new Need(plan.variant(), 0, unknown, heap(plan)));
    }

    private static long rest(MemoryForecast.Entry entry, Plan plan) {
        return (long) (entry.model().expected(MemoryForecast.work(plan)) * ROOM);
    }

    /** One always may run: if it does not fit, that is for its own failure to say. */
    private boolean fits(Need need, long most) {
        if (running.isEmpty()) {
            return true;
        }
        var weights = new HashMap<Variant, Long>();
        weights.put(need.variant(), need.weights());
        var sum = need.rest();
        var heap = need.heap();
        for (var other : running) {
            weights.merge(other.need.variant(), other.need.weights(), Math::max);
            sum += other.need.rest();
            heap += other.need.heap();
        }
        return heap <= Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP
                && sum + weights.values().stream().mapToLong(Long::longValue).sum() <= most;
    }

    private static long heap(Plan plan) {
        return plan.work().cost().size() * HEAP_FOR_A_UNIT;
    }
}
