package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.runtime.arena.ArenaUse;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * The memory that an attempt needs.
 *
 * @param variant whose weights it needs, once however many attempts use them
 * @param weights their bytes
 * @param rest bytes beyond them, of this attempt alone
 * @param heap bytes of the Java heap
 */
record MemoryNeed(Variant variant, long weights, long rest, long heap) {

    /** Of the Java heap for a unit of size: of a pixel the decoded picture as floats, a tile or its sum of weights, rows for the PNG. */
    private static final long HEAP_FOR_A_UNIT = 40;

    /** Pictures that are being made have at most one part in so many of the Java heap. */
    private static final int SHARE_OF_HEAP = 2;

    /** Predictions are not exact. */
    private static final double ROOM = 1.1;

    /** In a budget of which no more than one in so many was ever used, attempts of which nothing is known do not wait. */
    private static final int AMPLE = 4;

    /** Without a budget only the heap counts. */
    static MemoryNeed ofHeap(Plan plan) {
        return new MemoryNeed(plan.variant(), 0, 0, heap(plan));
    }

    /** @param known what its workload takes; if that is not enough to say, the attempt needs all of a budget that is not ample */
    static MemoryNeed of(Plan plan, Optional<WorkloadMemory> known, ArenaUse use) {
        var unknown = use.peak() * AMPLE <= use.limit() ? use.limit() / AMPLE : use.limit();
        return known.filter(entry -> entry.model().isEnough())
                .map(entry -> new MemoryNeed(plan.variant(), entry.weights(), rest(entry, plan), heap(plan)))
                .orElseGet(() -> new MemoryNeed(plan.variant(), 0, unknown, heap(plan)));
    }

    private static long rest(WorkloadMemory entry, Plan plan) {
        return (long) (entry.model().expected(WorkloadMemory.work(plan)) * ROOM);
    }

    private static long heap(Plan plan) {
        return plan.work().cost().size() * HEAP_FOR_A_UNIT;
    }

    /** @param most the bytes of the budget */
    boolean fitsBeside(List<MemoryNeed> others, long most) {
        var byVariant = new HashMap<Variant, Long>();
        byVariant.put(variant, weights);
        var sum = rest;
        var onHeap = heap;
        for (var other : others) {
            byVariant.merge(other.variant, other.weights, Math::max);
            sum += other.rest;
            onHeap += other.heap;
        }
        return onHeap <= Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP
                && sum + byVariant.values().stream().mapToLong(Long::longValue).sum() <= most;
    }
}
