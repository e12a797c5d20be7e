package dev.kintsugi.pipeline.plan;

/**
 * What is computed: plans of the same workload need time and memory by the cost of their work alone.
 *
 * @param variant of which model
 * @param part the one network of it that is computed; empty if it is what the model is made for
 */
public record Workload(Variant variant, String part) {

    /** All of a model, as it is made for. */
    public static Workload whole(Variant variant) {
        return new Workload(variant, "");
    }

    public boolean isWhole() {
        return part.isEmpty();
    }
}
