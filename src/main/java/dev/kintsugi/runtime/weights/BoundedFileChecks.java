package dev.kintsugi.runtime.weights;

import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the status of files, for callers that must not hang with it: on a bounded number of threads, each thing once at
 * a time. A disk that does not answer holds one thread for each thing that is asked of it, and a caller two seconds.
 */
public final class BoundedFileChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int THREADS = 32;

    private final BoundedCalls<Object, Object> checks = new BoundedCalls<>("file-check", THREADS);

    public BoundedFileChecks() {}

    /**
     * What a check finds; what it throws is thrown here.
     *
     * @param what is checked: concurrent checks of equal things are one
     * @param model that it belongs to, as people call it
     * @throws TypedException model_loading_timeout if the disk does not answer in time
     */
    public <T> T at(Object what, String model, Class<T> type, Supplier<T> check) {
        try {
            return ifInTime(what, type, check).orElseThrow(() -> hangs(model));
        } catch (TypedException e) {
            throw new TypedException(e.type(), e.text(), e); // a new one for each caller
        }
    }

    private static RuntimeException hangs(String model) {
        return Thread.currentThread().isInterrupted()
                ? new IllegalStateException("interrupted while files of a model were checked")
                : new TypedException(
                        FailureType.MODEL_LOADING_TIMEOUT,
                        "the disk with the files of " + model
                                + " does not answer: check the disk that the models are on");
    }

    /** The same; nothing if the disk does not answer in time. */
    public <T> Optional<T> ifInTime(Object what, Class<T> type, Supplier<T> check) {
        return checks.call(what, check::get, PATIENCE).map(type::cast);
    }
}
