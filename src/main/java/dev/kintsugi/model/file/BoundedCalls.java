package dev.kintsugi.model.file;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs work that may never come back, such as reading from a disk that hangs, on a bounded number of threads. Work on one
 * thing is done once at a time, however many ask for it, so what hangs holds one thread and no caller longer than that
 * one is willing to wait.
 *
 * @param <K> what the work is on
 * @param <T> what comes of it
 */
public final class BoundedCalls<K, T> {

    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final Map<K, Running<T>> running = new ConcurrentHashMap<>();

    private record Running<T>(CompletableFuture<T> work, long begun) {}

    /**
     * Makes room for work.
     *
     * @param name of the threads
     * @param most how many there are at most
     */
    public BoundedCalls(String name, int most) {
        this(most, work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
    }

    BoundedCalls(int most, ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** What is left of the patience with work that may have been begun a while ago. */
    public Duration left(K key, Duration patience) {
        var known = running.get(key);
        var left = known == null ? patience : patience.minusNanos(System.nanoTime() - known.begun());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Begins the work, unless it is under way. */
    public CompletableFuture<T> start(K key, Supplier<T> work) {
        var mine = new Running<T>(new CompletableFuture<>(), System.nanoTime());
        var known = running.putIfAbsent(key, mine);
        if (known != null) {
            return known.work();
        }
        try {
            threads.execute(() -> run(key, work, mine));
        } catch (RuntimeException | Error e) { // there may be no thread for it: the next caller tries again
            running.remove(key);
            mine.work().completeExceptionally(e);
        }
        return mine.work();
    }

    private void run(K key, Supplier<T> work, Running<T> mine) {
        try {
            var result = work.get();
            running.remove(key);
            mine.work().complete(result);
        } catch (Throwable e) { // passed on to all who wait
            running.remove(key);
            mine.work().completeExceptionally(e);
        }
    }

    /**
     * Does the work, or waits for it if it is under way.
     *
     * @param patience how long it may take from its beginning: what hung before is not waited for again
     * @return nothing if it is not done by then; it goes on
     */
    public Optional<T> call(K key, Supplier<T> work, Duration patience) {
        var left = left(key, patience);
        return await(start(key, work), left);
    }

    /** What comes of work, nothing if it is not done in time. What it throws is thrown here. */
    public static <T> Optional<T> await(CompletableFuture<T> work, Duration patience) {
        try {
            return Optional.ofNullable(work.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
