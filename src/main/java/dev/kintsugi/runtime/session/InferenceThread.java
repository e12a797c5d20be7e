package dev.kintsugi.runtime.session;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread that blocks inside of ONNX Runtime. Knows for how long it has been silent, which tells a stuck one from a busy one. */
final class InferenceThread extends Thread {

    private final @Nullable InferencePool pool;
    private volatile long progressed = System.nanoTime(); // a clock that is set must not make a busy thread look stuck

    /** @param pool the one that it is of; null if it takes turns with others on one processor */
    InferenceThread(@Nullable InferencePool pool, Runnable work, String name) {
        super(work, name);
        this.pool = pool;
        setDaemon(true);
    }

    /** Waits for something that needs no processor. Another thread takes its place, unless it takes turns with others. */
    <T> T whileWaiting(Supplier<T> wait) {
        return pool == null ? wait.get() : pool.replacedWhile(wait);
    }

    void progress() {
        progressed = System.nanoTime();
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - progressed);
    }
}
