package dev.kintsugi.runtime.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A fixed number of threads that compute, of which those that are set aside or only wait are replaced for as long; and
 * threads of groups, whose runs take turns on a processor.
 */
final class InferencePool {

    /** So many waiting threads are replaced at most: each costs a stack. */
    private static final int MOST_WAITING = 16;

    private final int size;
    private final ThreadPoolExecutor threads;
    private final ExecutorService shared;
    private final AtomicInteger setAside = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param size how many compute at the same time */
    InferencePool(int size) {
        this.size = size;
        var number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> new InferenceThread(this, work, "inference-" + number.incrementAndGet()));
        this.shared = Executors.newCachedThreadPool(
                work -> new InferenceThread(null, work, "inference-shared-" + number.incrementAndGet()));
    }

    /** @param inGroup whether it takes turns with others of its group on a processor */
    void execute(Runnable work, boolean inGroup) {
        (inGroup ? shared : threads).execute(work);
    }

    /** Takes work back, and says whether no thread had begun it. */
    boolean remove(Runnable work) {
        return threads.remove(work);
    }

    /** Whether work waits for a thread. */
    boolean hasQueue() {
        return !threads.getQueue().isEmpty();
    }

    /** How many threads did not come back when their run was stopped, and have not since. */
    int setAside() {
        return setAside.get();
    }

    /** How many threads only wait and are replaced. */
    int waiting() {
        return Math.min(MOST_WAITING, waiting.get());
    }

    /** Does what needs no processor on a thread of these; meanwhile another one takes its place. */
    <T> T replacedWhile(Supplier<T> wait) {
        waiting.incrementAndGet();
        resize();
        try {
            return wait.get();
        } finally {
            waiting.decrementAndGet();
            resize();
        }
    }

    /** A thread does not come back before its work ends; until then another one takes its place. */
    void setAsideUntil(CompletableFuture<?> end) {
        setAside.incrementAndGet();
        resize();
        var _ = end.whenComplete((_, _) -> {
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

    void stop() {
        threads.shutdown();
        shared.shutdown();
    }
}
