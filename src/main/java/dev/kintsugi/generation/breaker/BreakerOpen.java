package dev.kintsugi.generation.breaker;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HasPhase;
import dev.kintsugi.recovery.failure.TypedException;

/** A breaker refused a try: the model keeps failing, which says nothing about the machine. */
public final class BreakerOpen extends TypedException implements HasPhase {

    private static final String PHASE = "breaker";

    BreakerOpen(String publicMessage) {
        super(FailureType.MODEL_OVERLOADED, publicMessage);
    }

    /** Whether a failure is of a try that a breaker refused. */
    public static boolean isCauseOf(Failure failure) {
        return failure.type() == FailureType.MODEL_OVERLOADED
                && PHASE.equals(failure.context().phase());
    }

    @Override
    public String phase() {
        return PHASE;
    }
}
