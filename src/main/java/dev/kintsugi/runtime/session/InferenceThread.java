package dev.kintsugi.runtime.session;

import java.time.Duration;

/** A thread that blocks inside of ONNX Runtime. Knows for how long it has been silent, which tells a stuck one from a busy one. */
final class InferenceThread extends Thread {

    private final InferenceExecutor executor;
    private final boolean shared;
    private volatile long progressed = System.nanoTime(); // a clock that is set must not make a busy thread look stuck

    /** @param shared whether it takes turns with others on one processor */
    InferenceThread(InferenceExecutor executor, Runnable work, String name, boolean shared) {
        super(work, name);
        this.shared = shared;
        this.executor = executor;
        setDaemon(true);
    }

    /** Whether it takes turns with others on one processor, so that nothing takes its place while it waits. */
    boolean isShared() {
        return shared;
    }

    InferenceExecutor executor() {
        return executor;
    }

    void progress() {
        progressed = System.nanoTime();
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - progressed);
    }
}
