package dev.kintsugi.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import java.util.concurrent.CancellationException;

/**
 * Stops what is running: every run that was given this handle ends within one operator of the network, whichever
 * thread it is on, and no further one begins.
 */
public final class RunHandle implements AutoCloseable {

    private enum State {
        GOING,
        CANCELLED,
        EXPIRED
    }

    private final Guarded<RunOptions> options;
    private volatile State state = State.GOING;

    public RunHandle() {
        try {
            options = new Guarded<>("run", new RunOptions(), RunOptions::close);
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    /** The caller is not interested any more. */
    public void cancel() {
        stop(State.CANCELLED);
    }

    /** The time is used up. */
    public void expire() {
        stop(State.EXPIRED);
    }

    /**
     * Ends work that was stopped.
     *
     * @throws CancellationException where it was cancelled
     * @throws TypedException inference_timeout where the time was used up
     */
    public void throwIfStopped() {
        switch (state) {
            case GOING -> {}
            case CANCELLED -> throw new CancellationException("the run was cancelled");
            case EXPIRED ->
                throw new TypedException(
                        FailureType.INFERENCE_TIMEOUT, "the generation took longer than the time it was given");
        }
    }

    Guarded<RunOptions> guard() {
        return options;
    }

    private synchronized void stop(State how) {
        if (state != State.GOING) {
            return;
        }
        state = how;
        try (var holds = new Holds()) {
            holds.on(options).setTerminate(true);
        } catch (IllegalStateException e) {
            // Closed meanwhile: nothing is running that could be stopped.
            state = how;
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    @Override
    public void close() {
        options.close();
    }
}
