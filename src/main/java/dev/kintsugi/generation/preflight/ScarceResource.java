package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.failure.FailureType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the failed attempts of a generation say of its need for memory and time. */
final class ScarceResource {

    /** What a request can need too much of. */
    private static final Set<FailureType> SCARCE = Set.of(FailureType.VRAM_EXHAUSTION, FailureType.INFERENCE_TIMEOUT);

    private ScarceResource() {}

    /** What there was too little of for the plan that was asked for, if that was all that went wrong with it. */
    static Optional<FailureType> of(Generation generation) {
        var types = generation.incident().history().stream()
                .filter(attempt -> !ranOutOfMemory(attempt) || generation.wasAlone(attempt.plan()))
                .map(attempt -> attempt.failure().type())
                .distinct()
                .toList();
        return types.stream().allMatch(SCARCE::contains) ? types.stream().findFirst() : Optional.empty();
    }

    /** The plans that ran out of memory although no other attempt took any. */
    static List<Plan> tooLarge(Generation generation) {
        return generation.incident().history().stream()
                .filter(ScarceResource::ranOutOfMemory)
                .map(Attempt::plan)
                .filter(generation::wasAlone)
                .distinct()
                .toList();
    }

    private static boolean ranOutOfMemory(Attempt<Plan> attempt) {
        return attempt.failure().type() == FailureType.VRAM_EXHAUSTION;
    }
}
