package dev.kintsugi.runtime;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that block inside ONNX Runtime: a fixed number of platform threads, since native code pins its thread.
 * Knows for how long each has been silent, which tells a stuck one from a busy one.
 */
@ApplicationScoped
public class InferenceExecutor implements Executor {

    private final ThreadPoolExecutor threads;
    private final Map<Thread, Long> lastProgress = new ConcurrentHashMap<>();

    public InferenceExecutor(RuntimeSettings settings) {
        var number = new AtomicInteger();
        var size = settings.concurrentRuns();
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform()
                        .name("inference-" + number.incrementAndGet())
                        .daemon()
                        .unstarted(work));
    }

    /** How many runs are computed at the same time. */
    public int size() {
        return threads.getMaximumPoolSize();
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(() -> {
            progress();
            try {
                work.run();
            } finally {
                lastProgress.remove(Thread.currentThread());
            }
        });
    }

    /** The work on this thread goes forward. */
    public void progress() {
        lastProgress.put(Thread.currentThread(), System.nanoTime());
    }

    /** For how long the most silent of the busy threads has not gone forward; nothing where none is busy. */
    public Optional<Duration> longestSilence() {
        var now = System.nanoTime(); // a clock that is set must not make a busy thread look stuck
        return lastProgress.values().stream()
                .map(since -> Duration.ofNanos(now - since))
                .max(Duration::compareTo);
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }
}
