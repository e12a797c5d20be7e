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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads that block inside ONNX Runtime: a fixed number of platform threads, since native code pins its thread. One
 * that does not come back when its run is stopped is set aside and replaced, and so, for as long as that lasts, is one
 * that only waits for a model to be loaded: neither keeps others from computing.
 */
@ApplicationScoped
public class InferenceExecutor {

    /** So many waiting threads are replaced at most: each costs a stack. */
    private static final int MOST_WAITING = 16;

    private final int size;
    private final Duration grace;
    private final ThreadPoolExecutor threads;

    /** Of groups, which are as many as their workers. */
    private final ExecutorService shared;

    private final Set<InferenceRun<?>> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger setAside = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final IdleCores idle = new IdleCores(this::free);

    public InferenceExecutor(RuntimeSettings settings) {
        this.size = settings.concurrentRuns();
        this.grace = settings.stopGrace();
        var number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> new InferenceThread(this, work, "inference-" + number.incrementAndGet(), false));
        this.shared = Executors.newCachedThreadPool(
                work -> new InferenceThread(this, work, "inference-shared-" + number.incrementAndGet(), true));
    }

    /** The processors that no run uses at the moment. */
    public IdleCores idle() {
        return idle;
    }

    private int free() {
        return threads.getQueue().isEmpty() ? size - (workers() - waiting()) : 0;
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
        (handle.group().isPresent() ? shared : threads).execute(run);
        try {
            CompletableFuture.anyOf(run.done(), handle.stopped())
                    .exceptionally(_ -> null)
                    .get();
            if (run.ends(grace)) {
                return run.result();
            }
        } catch (InterruptedException e) {
            handle.cancel();
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a stage that gives null cannot fail", e);
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
        return setAside.get();
    }

    /** How many threads only wait for a model to be loaded and have been replaced for as long. */
    public int waiting() {
        return Math.min(MOST_WAITING, waiting.get());
    }

    /** Waits for something that needs no processor; meanwhile another thread takes the place of this one. */
    static <T> T whileWaiting(Supplier<T> wait) {
        return Thread.currentThread() instanceof InferenceThread thread && !thread.isShared()
                ? thread.executor().replacedWhile(wait)
                : wait.get();
    }

    private <T> T replacedWhile(Supplier<T> wait) {
        waiting.incrementAndGet();
        resize();
        try {
            return wait.get();
        } finally {
            waiting.decrementAndGet();
            resize();
        }
    }

    private void leave(InferenceRun<?> run, RunHandle handle) {
        if (threads.remove(run)) {
            return; // it had not even begun
        }
        handle.setAside();
        setAside.incrementAndGet();
        resize();
        Log.errorf(
                "a run did not stop within %d s and is set aside with its thread and its session; %d are by now",
                grace.toSeconds(), setAside.get());
        var _ = run.done().whenComplete((_, _) -> {
            setAside.decrementAndGet();
            resize();
        });
    }

    private synchronized void resize() {
        var wanted = size + setAside.get() + waiting();
        if (wanted > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(wanted);
            threads.setCorePoolSize(wanted);
        } else {
            threads.setCorePoolSize(wanted);
            threads.setMaximumPoolSize(wanted);
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
        shared.shutdown();
        idle.close();
    }
}
