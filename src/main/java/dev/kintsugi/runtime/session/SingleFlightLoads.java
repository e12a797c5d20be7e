package dev.kintsugi.runtime.session;

import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.weights.LoadInProgress;
import dev.kintsugi.runtime.weights.LoadProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads from disks that may be slow or hang: each thing once however many need it, on separate threads, of which there
 * is a fixed number. Callers wait as long as their run allows and the load goes forward, never longer; a load that
 * has lost its waiters goes on, so that a slow disk gets there in the end.
 */
public final class SingleFlightLoads {

    /** A load that hangs keeps its thread until the process ends; so many may hang before nothing more is read. */
    private static final int THREADS = 16;

    /** Reads one thing; says how far it is. */
    public interface Work<T> {
        T load(LoadProgress progress) throws IOException;
    }

    private final Duration silence;
    private final ConcurrentHashMap<Object, OngoingLoad> underWay = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    /** @param silence a load of which nothing was heard for so long is not waited for */
    SingleFlightLoads(Duration silence) {
        this.silence = silence;
        var number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform()
                        .name("load-" + number.incrementAndGet())
                        .daemon()
                        .unstarted(work));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Loads something, or waits for the load of it that is under way.
     *
     * @param key of the thing, as it is on disk now
     * @param handle of the run that needs it, null if that has no limit of its own
     * @throws TypedException model_loading_timeout if the run's time is used up or the load hangs
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    public <T> T get(Object key, String model, String file, Class<T> type, Work<T> work, @Nullable RunHandle handle) {
        var load = underWay.computeIfAbsent(key, _ -> begin(model, file));
        if (load.progress().claim()) {
            try {
                threads.execute(() -> run(key, load, work));
            } catch (RuntimeException | Error e) { // there may be no thread for it: the next caller tries again
                underWay.remove(key, load);
                load.done().completeExceptionally(e);
            }
        }
        return InferenceExecutor.whileWaiting(() -> type.cast(load.await(handle)));
    }

    /** What is being loaded. */
    public List<LoadInProgress> all() {
        return underWay.values().stream().map(load -> load.progress().view()).toList();
    }

    /** Does something that no caller waits for, on a thread of loads. */
    void afterwards(Runnable work) {
        threads.execute(work);
    }

    void stop() {
        threads.shutdown();
    }

    private OngoingLoad begin(String model, String file) {
        return new OngoingLoad(new LoadProgress(model, file, silence), new CompletableFuture<>());
    }

    private void run(Object key, OngoingLoad load, Work<?> work) {
        try {
            var result = work.load(load.progress());
            underWay.remove(key, load); // the next caller finds the result, or starts a new load
            load.done().complete(result);
        } catch (IOException e) {
            underWay.remove(key, load);
            load.done().completeExceptionally(new UncheckedIOException(e));
        } catch (RuntimeException | Error e) {
            underWay.remove(key, load);
            load.done().completeExceptionally(e);
        }
    }
}
