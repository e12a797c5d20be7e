package dev.kintsugi.generation;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.Phased;
import dev.kintsugi.recovery.TypedException;

/** A breaker refused a try: the model keeps failing, which says nothing about the machine. */
final class BreakerOpen extends TypedException implements Phased {

    BreakerOpen(String publicMessage) {
        super(FailureType.MODEL_OVERLOADED, publicMessage);
    }

    @Override
    public String phase() {
        return "breaker";
    }
}
