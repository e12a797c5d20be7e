package dev.kintsugi.generation.breaker;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HasPhase;
import dev.kintsugi.recovery.failure.TypedException;

/** A breaker refused a try: the model keeps failing, which says nothing about the machine. */
public final class BreakerOpen extends TypedException implements HasPhase {

    BreakerOpen(String publicMessage) {
        super(FailureType.MODEL_OVERLOADED, publicMessage);
    }

    @Override
    public String phase() {
        return "breaker";
    }
}
