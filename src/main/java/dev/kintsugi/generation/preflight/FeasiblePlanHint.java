package dev.kintsugi.generation.preflight;

import dev.kintsugi.capacity.memory.Thrashing;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.MemoryRungs;
import dev.kintsugi.pipeline.remedy.TimeRungs;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Tells callers whose request needed too much memory or time how much that was, and what would have fitted. */
@ApplicationScoped
public class FeasiblePlanHint {

    private final MemoryRungs memory;

    FeasiblePlanHint(MemoryRungs memory) {
        this.memory = memory;
    }

    public <T> Outcome<T> tell(Generation generation, Outcome<T> outcome) {
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
        if (Thrashing.isCauseOf(failure)) {
            return Optional.of(failure.message() + further(generation));
        }
        var first = generation.incident().history().stream()
                .filter(attempt -> attempt.failure().type() == failure.type())
                .findFirst();
        return first.flatMap(attempt -> switch (failure.type()) {
            case VRAM_EXHAUSTION ->
                memory.text(attempt.failure(), attempt.plan())
                        .map(text -> text + instead(generation, attempt) + further(generation));
            case INFERENCE_TIMEOUT ->
                time(attempt).map(text -> text + instead(generation, attempt) + further(generation));
            default -> Optional.<String>empty();
        });
    }

    private static Optional<String> time(Attempt<Plan> attempt) {
        return TimeRungs.fitting(attempt.failure(), attempt.plan())
                .map(fits -> attempt.plan().work().description() + " takes about "
                        + fits.needed() + " s here, and had " + fits.allowed() + " s. About " + fits.text()
                        + " would be in time.");
    }

    /** That it speaks of another plan than was asked for, if that was not tried or failed in another way. */
    private static String instead(Generation generation, Attempt<Plan> attempt) {
        var asked = generation.asked();
        var tried = attempt.plan();
        return asked.variant().model().equals(tried.variant().model())
                        && asked.work().cost().equals(tried.work().cost())
                ? ""
                : " That is what was tried with " + tried.variant().model().value()
                        + " in place of what was asked for.";
    }

    /** What the caller can allow. */
    private static String further(Generation generation) {
        if (generation.incident().policy().allowsAll()) {
            return "";
        }
        return " With recovery any and a max_degradation of 1 "
                + (generation.asked().work().part().isEmpty()
                        ? "a lighter request or another model is tried."
                        : "another precision of the model is tried.");
    }
}
