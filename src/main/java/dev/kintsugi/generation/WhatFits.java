package dev.kintsugi.generation;

import dev.kintsugi.pipeline.MemoryRungs;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.TimeRungs;
import dev.kintsugi.recovery.Attempt;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Tells callers whose request needed too much memory or time how much that was, and what would have fitted. */
@ApplicationScoped
class WhatFits {

    private final MemoryRungs memory;

    WhatFits(MemoryRungs memory) {
        this.memory = memory;
    }

    <T> Outcome<T> tell(Generation generation, Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Failed<T> failed ->
                text(generation, failed.failure())
                        .<Outcome<T>>map(text ->
                                new Outcome.Failed<>(failed.failure().saying(text), failed.reason(), failed.trail()))
                        .orElse(failed);
            case Outcome.Completed<T> completed -> completed;
            case Outcome.Recovered<T> recovered -> recovered;
            case Outcome.Degraded<T> degraded -> degraded;
        };
    }

    /** Of the first attempt that failed like this: it is the nearest to what was asked for. */
    private Optional<String> text(Generation generation, Failure failure) {
        var first = generation.incident().history().stream()
                .filter(attempt -> attempt.failure().type() == failure.type())
                .findFirst();
        return first.flatMap(attempt -> switch (failure.type()) {
            case VRAM_EXHAUSTION ->
                memory.text(attempt.failure(), attempt.plan()).map(text -> text + further(generation));
            case INFERENCE_TIMEOUT -> time(attempt).map(text -> text + further(generation));
            default -> Optional.<String>empty();
        });
    }

    private static Optional<String> time(Attempt<Plan> attempt) {
        var picture = attempt.plan().picture();
        return TimeRungs.fitting(attempt.failure(), attempt.plan())
                .map(fits -> "A picture of " + picture.size() + " in " + picture.steps() + " steps takes about "
                        + fits.needed() + " s here, and had " + fits.allowed() + " s. About " + fits.text()
                        + " would be in time.");
    }

    /** What the caller can allow. */
    private static String further(Generation generation) {
        return generation.incident().policy().allowsAll()
                ? ""
                : " With recovery any and a max_degradation of 1 a lighter picture or another model is tried.";
    }
}
