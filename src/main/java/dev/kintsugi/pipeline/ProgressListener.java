package dev.kintsugi.pipeline;

/** Receives the progress of a generation. Called on the computing thread: must be quick and must not block. */
@FunctionalInterface
public interface ProgressListener {

    void on(Progress progress);
}
