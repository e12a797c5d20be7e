package dev.kintsugi.runtime.session;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.RuntimeSettings;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The threads that block inside ONNX Runtime: a fixed number of platform threads, since native code pins its thread. One
 * that does not come back when its run is stopped is set aside and replaced, and so, for as long as that lasts, is one
 * that only waits for a model to be loaded: neither keeps others from computing.
 */
@ApplicationScoped
public class InferenceExecutor {

    private final int size;
    private final Duration grace;
    private final InferencePool threads;

    private final Set<InferenceRun<?>> running = ConcurrentHashMap.newKeySet();
    private final IdleCores idle = new IdleCores(this::free);

    public InferenceExecutor(RuntimeSettings settings) {
        this.size = settings.concurrentRuns();
        this.grace = settings.stopGrace();
        this.threads = new InferencePool(size);
    }

    /** The processors that no run uses at the moment. */
    public IdleCores idle() {
        return idle;
    }

    private int free() {
        return threads.hasQueue() ? 0 : size - (workers() - waiting());
    }

    private int workers() {
        return (int) running.stream().map(InferenceRun::worker).distinct().count();
    }

    /** How many runs are computed at the same time. */
    public int size() {
        return size;
    }

    /**
     * Does work on an inference thread, of a group beside the others of it, and waits for it: until it is done, or for a short while longer than until its
     * handle is stopped. What has not ended by then is left alone with its thread and its session.
     *
     * @return what the work gives
     * @throws RuntimeException what the work throws, or what {@link RunHandle#throwIfStopped} throws
     */
    public <T> T compute(Supplier<T> work, RunHandle handle) {
        var run = new InferenceRun<>(work, running, handle);
        threads.execute(run, handle.group().isPresent());
        try {
            if (run.ends(handle, grace)) {
                return run.result();
            }
        } catch (InterruptedException e) {
            handle.cancel();
            Thread.currentThread().interrupt();
        }
        leave(run, handle);
        handle.throwIfStopped();
        throw new TypedException(FailureType.INFERENCE_TIMEOUT, "the generation did not end when it was stopped");
    }

    /** The work on this thread goes forward. */
    public void progress() {
        if (Thread.currentThread() instanceof InferenceThread thread) {
            thread.progress();
        }
    }

    /** For how long the most silent of the busy threads has not gone forward; nothing if none is busy. */
    public Optional<Duration> longestSilence() {
        return running.stream().flatMap(run -> run.silence().stream()).max(Duration::compareTo);
    }

    /** How many threads did not come back when their run was stopped, and have not since. */
    public int setAside() {
        return threads.setAside();
    }

    /** How many threads only wait for a model to be loaded and have been replaced for as long. */
    public int waiting() {
        return threads.waiting();
    }

    /** Waits for something that needs no processor; meanwhile another thread takes the place of this one. */
    static <T> T whileWaiting(Supplier<T> wait) {
        return Thread.currentThread() instanceof InferenceThread thread ? thread.whileWaiting(wait) : wait.get();
    }

    private void leave(InferenceRun<?> run, RunHandle handle) {
        if (threads.remove(run)) {
            return; // it had not even begun
        }
        handle.setAside();
        threads.setAsideUntil(run.done());
        Log.errorf(
                "a run did not stop within %d s and is set aside with its thread and its session; %d are by now",
                grace.toSeconds(), threads.setAside());
    }

    @PreDestroy
    void stop() {
        threads.stop();
        idle.close();
    }
}
