package dev.kintsugi.runtime.session;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.weights.LoadProgress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A load that any number of callers wait for.
 *
 * @param done what was loaded, or why it was not
 */
record OngoingLoad(LoadProgress progress, CompletableFuture<Object> done) {

    /**
     * Waits for its end, as long as it goes forward.
     *
     * @param handle of the run that needs it, null if that has no limit of its own
     * @return what was loaded
     * @throws RuntimeException why it was not
     * @throws TypedException model_loading_timeout if the run's time is used up or the load hangs
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    Object await(@Nullable RunHandle handle) {
        if (handle == null) {
            return await(done, () -> {});
        }
        handle.loading(progress.name());
        try {
            return await(CompletableFuture.anyOf(done, handle.stopped()), handle::throwIfStopped);
        } finally {
            handle.loading(null);
        }
    }

    private Object await(CompletableFuture<?> ended, Runnable throwIfStopped) {
        while (!done.isDone()) {
            throwIfStopped.run();
            var patience = progress.patience();
            if (!patience.isPositive()) {
                throw hangs();
            }
            try {
                ended.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                continue; // it may have gone forward meanwhile
            } catch (ExecutionException e) {
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a model was loaded", e);
            }
        }
        return result();
    }

    private Object result() {
        return switch (done.state()) {
            case SUCCESS -> done.resultNow();
            case FAILED, CANCELLED, RUNNING -> throw unchecked(done.exceptionNow());
        };
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }

    private TypedException hangs() {
        var view = progress.view();
        return new TypedException(
                FailureType.MODEL_LOADING_TIMEOUT,
                progress.name() + " has been loading for " + view.since().toSeconds() + " s and nothing more came for "
                        + view.silent().toSeconds() + " s (" + view.bytes() + " of " + view.of()
                        + " bytes): check the disk that the models are on");
    }
}
