package dev.kintsugi.report.problem;

import dev.kintsugi.job.Job;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.Optional;

/** What those are told who wait for a job that another call cancelled: session_error. Nothing has failed. */
public final class CancelledJob {

    private static final String TEXT = "The job was cancelled.";
    private static final String OF_KEY = "The job of this Idempotency-Key was cancelled.";

    private static final List<String> AGAIN = List.of("Send the request again if its result is wanted all the same.");
    private static final List<String> OTHER_KEY = List.of(
            "If its result is wanted all the same, send the request with another Idempotency-Key, or with none.");

    private CancelledJob() {}

    /** What the callers of a job are told. With the same key they would find it again. */
    public static TypedException of(Job job) {
        return new TypedException(
                FailureType.SESSION_ERROR, job.caller().idempotencyKey().isPresent() ? OF_KEY : TEXT);
    }

    /** Whether that is told. */
    public static boolean is(Failure failure) {
        return suggestions(failure).isPresent();
    }

    /** Whether the same request gets the same answer for as long as the job is kept. */
    static boolean isFinal(Failure failure) {
        return failure.type() == FailureType.SESSION_ERROR && OF_KEY.equals(failure.message());
    }

    /** What to do; empty if this is another failure. */
    static Optional<List<String>> suggestions(Failure failure) {
        if (isFinal(failure)) {
            return Optional.of(OTHER_KEY);
        }
        return failure.type() == FailureType.SESSION_ERROR && TEXT.equals(failure.message())
                ? Optional.of(AGAIN)
                : Optional.empty();
    }
}
