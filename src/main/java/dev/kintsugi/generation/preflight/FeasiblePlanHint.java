package dev.kintsugi.generation.preflight;

import dev.kintsugi.capacity.memory.Thrashing;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.MemoryRungs;
import dev.kintsugi.pipeline.remedy.TimeRungs;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Tells callers whose request needed too much memory or time how much that was, and what would have fitted. */
@ApplicationScoped
public class FeasiblePlanHint {

    private final MemoryRungs memory;

    FeasiblePlanHint(MemoryRungs memory) {
        this.memory = memory;
    }

    /**
     * What is told.
     *
     * @param text in sentences
     * @param facts the same in numbers
     */
    private record Hint(String text, Map<String, String> facts) {}

    public <T> Outcome<T> tell(Generation generation, Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Failed<T> failed ->
                hint(generation, failed.failure())
                        .<Outcome<T>>map(hint -> new Outcome.Failed<>(
                                failed.failure().saying(hint.text()).with(hint.facts()),
                                failed.reason(),
                                failed.trail()))
                        .orElse(failed);
            case Outcome.Completed<T> completed -> completed;
            case Outcome.Recovered<T> recovered -> recovered;
            case Outcome.Degraded<T> degraded -> degraded;
        };
    }

    /** Of the first attempt that failed like this: it is the nearest to what was asked for. */
    private Optional<Hint> hint(Generation generation, Failure failure) {
        if (Thrashing.isCauseOf(failure)) {
            return Optional.of(new Hint(failure.message() + further(generation), Map.of()));
        }
        var first = generation.incident().history().stream()
                .filter(attempt -> attempt.failure().type() == failure.type())
                .findFirst();
        return first.flatMap(attempt -> hint(attempt)
                .map(hint -> new Hint(hint.text() + instead(generation, attempt) + further(generation), hint.facts())));
    }

    private Optional<Hint> hint(Attempt<Plan> attempt) {
        return switch (attempt.failure().type()) {
            case VRAM_EXHAUSTION ->
                memory.shortage(attempt.failure(), attempt.plan())
                        .map(shortage -> new Hint(shortage.text(), shortage.facts()));
            case INFERENCE_TIMEOUT -> time(attempt);
            default -> Optional.empty();
        };
    }

    private static Optional<Hint> time(Attempt<Plan> attempt) {
        return TimeRungs.fitting(attempt.failure(), attempt.plan())
                .map(fits -> new Hint(
                        attempt.plan().work().description() + " takes about " + fits.needed() + " s here, and had "
                                + fits.allowed() + " s. About " + fits.text() + " would be in time.",
                        Map.of(
                                "needed_seconds", fits.needed(),
                                "allowed_seconds", fits.allowed(),
                                "would_fit", fits.text())));
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
        var policy = generation.incident().policy();
        if (policy.allowsAll()) {
            return "";
        }
        var wider = policy.reach() == RecoveryScope.ANY
                ? " With a max_degradation of 1 "
                : policy.maxDegradation() < 1
                        ? " With recovery any and a max_degradation of 1 "
                        : " With recovery any ";
        return wider
                + (generation.asked().work().part().isEmpty()
                        ? "a lighter request or another model is tried."
                        : "another precision of the model is tried.");
    }
}
