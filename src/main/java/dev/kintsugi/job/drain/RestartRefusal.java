package dev.kintsugi.job.drain;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.time.Duration;

/** What callers are told while the service is about to end: model_overloaded, and when to come back. */
public final class RestartRefusal {

    /** After which time a caller should come back: the service is restarted by then. */
    public static final Duration COME_BACK = Duration.ofSeconds(2);

    private static final String TEXT = "The service is being restarted; come back in a few seconds.";

    private RestartRefusal() {}

    public static TypedException get() {
        return new TypedException(FailureType.MODEL_OVERLOADED, TEXT);
    }

    /** Whether something failed for this reason. */
    public static boolean is(Throwable thrown) {
        return thrown instanceof TypedException typed
                && typed.type() == FailureType.MODEL_OVERLOADED
                && TEXT.equals(typed.text());
    }

    /** Whether that is a failure for this reason. */
    public static boolean is(Failure failure) {
        return failure.type() == FailureType.MODEL_OVERLOADED && TEXT.equals(failure.message());
    }
}
