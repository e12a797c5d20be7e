package dev.kintsugi.pipeline.plan;

import dev.kintsugi.pipeline.work.Work;

/**
 * Everything that decides what one generation computes: equal plans give equal results.
 *
 * @param variant what it runs on
 * @param work what is to be made
 * @param execution how
 * @param kept whether it is answered with an earlier result that was kept, and nothing is computed
 */
public record Plan(Variant variant, Work work, Execution execution, boolean kept) {

    /** A plan that is computed. */
    public Plan(Variant variant, Work work, Execution execution) {
        this(variant, work, execution, false);
    }

    /** What is to be made, for the parts of its own kind. */
    public <W extends Work> W work(Class<W> kind) {
        return kind.cast(work);
    }

    public Workload workload() {
        return new Workload(variant, work.part());
    }

    public Plan withVariant(Variant other) {
        return new Plan(other, work, execution, kept);
    }

    public Plan withWork(Work other) {
        return new Plan(variant, other, execution, kept);
    }

    public Plan withExecution(Execution other) {
        return new Plan(variant, work, other, kept);
    }

    public Plan answeredFromKept() {
        return new Plan(variant, work, execution, true);
    }
}
