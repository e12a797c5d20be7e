package dev.kintsugi.job;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether the service is about to end: then nothing new is taken in or begun. */
@ApplicationScoped
public class Draining {

    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    /** Whether it has begun. */
    public boolean hasBegun() {
        return begun;
    }

    /** @throws TypedException model_overloaded while the service is about to end */
    void requireOpen() {
        if (begun) {
            throw new TypedException(
                    FailureType.MODEL_OVERLOADED, "The service is being restarted; come back in a few seconds.");
        }
    }
}
