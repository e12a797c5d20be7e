package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.prediction.MemoryModel;
import dev.kintsugi.capacity.prediction.MemoryWork;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Workload;

/**
 * What is known of the memory that a workload takes. Immutable.
 *
 * @param workload which
 * @param model what its attempts take beyond the weights
 * @param weights the bytes that its weights take, at most
 * @param largest the most work that was observed: pixels times what is computed of them at once
 */
public record WorkloadMemory(Workload workload, MemoryModel model, long weights, long largest) {

    /** So many attempts are observed, whatever their size: each costs the time to load the model. */
    private static final int CLOSELY = 6;

    /** @param weights the bytes that weights took, those of other models included */
    static WorkloadMemory none(Workload workload, long weights) {
        return new WorkloadMemory(workload, MemoryModel.none(), weights, 0);
    }

    /** The same after one more attempt, which took so many bytes beyond the weights. */
    WorkloadMemory with(MemoryWork work, long taken, long weightsThen) {
        return new WorkloadMemory(
                workload, model.with(work, taken), Math.min(weights, weightsThen), Math.max(largest, size(work)));
    }

    /** The same after an attempt that failed although it had so many bytes, weights included. */
    WorkloadMemory withMoreThan(MemoryWork work, long bytes) {
        return new WorkloadMemory(workload, model.withMoreThan(work, Math.max(0, bytes - weights)), weights, largest);
    }

    /** Whether there is more to learn from an attempt: the first ones, and those larger than any before. */
    boolean isUnsureOf(MemoryWork work) {
        return model.samples() < CLOSELY || size(work) > largest;
    }

    /** The bytes that an attempt will most likely take, weights included. */
    long expected(MemoryWork work) {
        return weights + model.expected(work);
    }

    /** The bytes that an attempt will surely take, weights included. */
    long least(MemoryWork work) {
        return weights + model.least(work);
    }

    private static long size(MemoryWork work) {
        return work.batch() * work.pixels() + work.decoded();
    }

    /** What the memory of a plan depends on. */
    static MemoryWork work(Plan plan) {
        return work(plan, plan.execution(), plan.work().cost().size());
    }

    /** The same if it were computed in another way and had so many pixels. */
    static MemoryWork work(Plan plan, Execution execution, long pixels) {
        var batch = execution.batch(plan.work().cost().branches());
        return new MemoryWork(batch, pixels, execution.decodesWhole() ? pixels : 0);
    }
}
