package dev.kintsugi.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * Stores what took long to compute for one request, so that it can resume after the process has ended. Neither
 * call ever fails: what is not kept is computed again.
 */
public interface Checkpoint {

    /** Keeps nothing. */
    Checkpoint NONE = new Checkpoint() {
        @Override
        public Optional<float[]> find(String name, int length) {
            return Optional.empty();
        }

        @Override
        public void keep(String name, float[] numbers, Duration took) {}
    };

    /**
     * What was kept.
     *
     * @param name that says everything that the numbers depend on
     * @param length how many numbers there must be
     */
    Optional<float[]> find(String name, int length);

    /**
     * Keeps numbers if that is cheaper than to compute them again.
     *
     * @param took how long they took
     */
    void keep(String name, float[] numbers, Duration took);
}
