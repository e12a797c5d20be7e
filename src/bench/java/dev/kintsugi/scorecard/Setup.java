package dev.kintsugi.scorecard;

import java.util.List;

/**
 * How a service is set up. Where every request meets a fault of its own, breakers are set wide: with their usual settings
 * most requests would be answered by the other model before they met theirs.
 */
enum Setup {
    PLAIN("-Dkintsugi.breakers.window=10000"),
    LITTLE_MEMORY("-Dkintsugi.breakers.window=10000", "-Dkintsugi.device.memory=18M"),
    LITTLE_TIME("-Dkintsugi.generation.attempt-timeout=1s"),
    NO_GPU("-Dkintsugi.device=cuda:7"),
    SHORT_QUEUE("-Dkintsugi.jobs.queue=2", "-Dkintsugi.device.concurrency=1"),
    USUAL_BREAKERS,
    TINY_DISK("-Dkintsugi.breakers.window=10000");

    private final List<String> properties;

    Setup(String... properties) {
        this.properties = List.of(properties);
    }

    List<String> properties() {
        return properties;
    }
}
