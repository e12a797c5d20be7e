package dev.kintsugi.recovery.failure;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} that was already classified through code that can only throw. */
public class FailureException extends RuntimeException {

    private final transient Failure failure;

    public FailureException(Failure failure) {
        this(failure, null);
    }

    public FailureException(Failure failure, @Nullable Throwable cause) {
        super(failure.type().code() + ": " + failure.message(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
