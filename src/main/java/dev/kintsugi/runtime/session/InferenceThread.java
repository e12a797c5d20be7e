package dev.kintsugi.runtime.session;

import java.time.Duration;

/** A thread that blocks inside of ONNX Runtime. Knows for how long it has been silent, which tells a stuck one from a busy one. */
final class InferenceThread extends Thread {

    private final InferenceExecutor executor;
    private volatile long progressed = System.nanoTime(); // a clock that is set must not make a busy thread look stuck

    InferenceThread(InferenceExecutor executor, Runnable work, String name) {
        super(work, name);
        this.executor = executor;
        setDaemon(true);
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
