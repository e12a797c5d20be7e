package dev.kintsugi.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.tensor.RefCounted;
import dev.kintsugi.runtime.tensor.RetainedResources;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Stops what is running: every run that was given this handle ends within one operator of the network, whichever
 * thread it is on, and no further one begins. A run that does not end even then is set aside with its session.
 */
public final class RunHandle implements AutoCloseable {

    private enum State {
        GOING,
        CANCELLED,
        EXPIRED,
        EXHAUSTED
    }

    private final RefCounted<RunOptions> options;
    private final @Nullable RunGroup group;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile State state = State.GOING;
    private final Collection<Session> running = new ConcurrentLinkedQueue<>();
    private volatile @Nullable String loading;
    private @Nullable String loadingAtEnd;
    private String shortage = "";
    private volatile boolean compares;
    private long steps;
    private long together;
    private boolean delayed;

    /** Of a run that is computed alone. */
    public RunHandle() {
        this(null);
    }

    /** @param group of runs that were begun together with this one; null for none */
    public RunHandle(@Nullable RunGroup group) {
        this.group = group;
        try {
            options = new RefCounted<>("run", new RunOptions(), RunOptions::close);
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    /** The runs that were begun together with this one; empty if it is computed alone. */
    public Optional<RunGroup> group() {
        return Optional.ofNullable(group);
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
     * Others need the memory that it has.
     *
     * @param text for the caller: what is short, and what to do
     */
    public void exhaust(String text) {
        synchronized (this) {
            if (state == State.GOING) {
                shortage = text;
            }
        }
        stop(State.EXHAUSTED);
    }

    /**
     * Ends work that was stopped.
     *
     * @throws CancellationException if it was cancelled
     * @throws TypedException inference_timeout if the time was used up, model_loading_timeout if that was while a file of
     *     a model was loaded, vram_exhaustion if others need its memory
     */
    public void throwIfStopped() {
        switch (state) {
            case GOING -> {}
            case CANCELLED -> throw new CancellationException("the run was cancelled");
            case EXHAUSTED -> throw new TypedException(FailureType.VRAM_EXHAUSTION, shortage);
            case EXPIRED ->
                throw loadingAtEnd == null
                        ? new TypedException(
                                FailureType.INFERENCE_TIMEOUT, "the attempt took longer than the time it was given")
                        : new TypedException(
                                FailureType.MODEL_LOADING_TIMEOUT,
                                loadingAtEnd + " was not loaded in the time that the generation was given");
        }
    }

    /** Waits for so long; what is stopped meanwhile ends as {@link #throwIfStopped} says. */
    public void pause(Duration time) {
        try {
            stopped.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return; // it is not stopped
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a pause", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        throwIfStopped();
    }

    /** It computes something twice, to compare two ways to compute it. */
    public void compares() {
        compares = true;
    }

    /**
     * A step of it was computed, in one run for so many.
     *
     * @param waited whether it waited for others
     */
    synchronized void computed(int members, boolean waited) {
        steps++;
        together += members;
        delayed |= waited;
    }

    /** How many runs its steps were computed for, on average: 1 if it was alone. */
    public synchronized double company() {
        return steps == 0 ? 1 : (double) together / steps;
    }

    /** Whether it did no more than an equal run will do, so that its time says how long that one takes. */
    public synchronized boolean isTypical() {
        return company() == 1 && !delayed && !compares;
    }

    /** Completes, normally, when it is stopped. */
    CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** What the work waits for, null when it goes on. */
    void loading(@Nullable String what) {
        loading = what;
    }

    /** Whether the work waits for something to be loaded. */
    boolean isLoading() {
        return loading != null;
    }

    /** The work is inside of a session's native code, on one thread or on several. */
    void begins(Session session) {
        running.add(session);
    }

    /** One thread of the work came back from a session's native code. */
    void ended(Session session) {
        running.remove(session);
    }

    /** The work does not come back: no other run gets the session that it is in. */
    void setAside() {
        running.forEach(Session::poison);
        group().ifPresent(others -> others.leave(this));
    }

    RefCounted<RunOptions> guard() {
        return options;
    }

    private void stop(State how) {
        if (mark(how)) {
            try (var holds = new RetainedResources()) {
                holds.on(options).setTerminate(true);
            } catch (IllegalStateException e) {
                // Closed meanwhile: nothing is running that could be stopped.
                state = how;
            } catch (OrtException e) {
                throw new InferenceException(e);
            } finally {
                stopped.complete(null);
            }
        }
    }

    private synchronized boolean mark(State how) {
        if (state != State.GOING) {
            return false;
        }
        loadingAtEnd = loading;
        state = how;
        return true;
    }

    @Override
    public void close() {
        options.close();
    }
}
