package dev.kintsugi.pipeline;

/** Is told how a generation goes on. Called on the thread that computes: must be quick and must not block. */
@FunctionalInterface
public interface ProgressListener {

    void on(Progress progress);
}
