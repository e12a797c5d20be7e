package dev.kintsugi.pipeline.plan;

import dev.kintsugi.pipeline.remedy.ResultCache;

/**
 * Everything that decides what one generation computes: equal plans give equal results.
 *
 * @param kept whether it is answered with what {@link ResultCache} has, and nothing is computed
 */
public record Plan(Variant variant, Picture picture, Execution execution, boolean kept) {

    /** A plan that is computed. */
    public Plan(Variant variant, Picture picture, Execution execution) {
        this(variant, picture, execution, false);
    }

    public Plan withVariant(Variant other) {
        return new Plan(other, picture, execution, kept);
    }

    public Plan withPicture(Picture other) {
        return new Plan(variant, other, execution, kept);
    }

    public Plan withExecution(Execution other) {
        return new Plan(variant, picture, other, kept);
    }

    public Plan answeredFromKept() {
        return new Plan(variant, picture, execution, true);
    }
}
