package dev.kintsugi.generation.breaker;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HasPhase;
import dev.kintsugi.recovery.failure.TypedException;

/** A breaker refused a try: the model keeps failing, which says nothing about the machine. */
public final class BreakerOpen extends TypedException implements HasPhase {

    private static final String PHASE = "breaker";
    private static final String LAST_RESORT = "last_resort";

    BreakerOpen(String publicMessage) {
        super(FailureType.MODEL_OVERLOADED, publicMessage);
    }

    /** Whether a failure is of a try for which a breaker was open: it was refused, or was the last resort and failed. */
    public static boolean isCauseOf(Failure failure) {
        return failure.context().parameters().containsKey(LAST_RESORT)
                || failure.type() == FailureType.MODEL_OVERLOADED
                        && PHASE.equals(failure.context().phase());
    }

    /** The failure of a try that was made although the breaker is open. */
    static Failure ofLastResort(Failure failure) {
        return failure.with(LAST_RESORT, "true");
    }

    @Override
    public String phase() {
        return PHASE;
    }
}
