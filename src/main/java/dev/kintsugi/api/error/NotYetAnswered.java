package dev.kintsugi.api.error;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.time.Duration;

/** A request that came again while the first one with its idempotency key is not answered. It helps to come back. */
public final class NotYetAnswered extends TypedException {
    private static final long serialVersionUID = 1;

    static final Duration COME_BACK = Duration.ofSeconds(1);

    public NotYetAnswered() {
        super(FailureType.CONCURRENT_ACCESS_ERROR, "The first request with this Idempotency-Key is not answered yet.");
    }
}
