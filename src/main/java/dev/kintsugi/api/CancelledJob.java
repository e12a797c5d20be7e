package dev.kintsugi.api;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;

/** What those are told who wait for a job that another call cancelled: session_error. Nothing has failed. */
public final class CancelledJob {

    private static final String TEXT = "The job was cancelled.";

    private CancelledJob() {}

    public static TypedException get() {
        return new TypedException(FailureType.SESSION_ERROR, TEXT);
    }

    /** Whether that is told. */
    static boolean is(Failure failure) {
        return failure.type() == FailureType.SESSION_ERROR && TEXT.equals(failure.message());
    }
}
