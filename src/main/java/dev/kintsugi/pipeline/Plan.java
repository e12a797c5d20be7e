package dev.kintsugi.pipeline;

/** Everything that decides what one generation computes: equal plans give equal results. */
public record Plan(Variant variant, Picture picture, Execution execution) {

    public Plan withVariant(Variant other) {
        return new Plan(other, picture, execution);
    }

    public Plan withPicture(Picture other) {
        return new Plan(variant, other, execution);
    }

    public Plan withExecution(Execution other) {
        return new Plan(variant, picture, other);
    }
}
