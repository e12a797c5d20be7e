package dev.kintsugi.scorecard;

import java.util.List;

/**
 * How a service is set up. Where nearly every request meets a fault of its own, breakers are set
 * wide: with their usual settings, which are for single faults among many requests that succeed, most would be answered
 * by the other model.
 */
enum Setup {
    PLAIN("-Dkintsugi.breakers.window=10000"),
    LITTLE_MEMORY("-Dkintsugi.breakers.window=10000", "-Dkintsugi.device.memory=18M"),
    LITTLE_MEMORY_LEARNED("-Dkintsugi.device.memory=18M"),
    MEMORY_10M("-Dkintsugi.breakers.window=10000", "-Dkintsugi.device.memory=10M"),
    MEMORY_24M("-Dkintsugi.breakers.window=10000", "-Dkintsugi.device.memory=24M"),
    MEMORY_48M("-Dkintsugi.breakers.window=10000", "-Dkintsugi.device.memory=48M"),
    LITTLE_TIME("-Dkintsugi.generation.attempt-timeout=1s"),
    LESS_TIME("-Dkintsugi.generation.attempt-timeout=400ms"),
    EARLY_DEADLINE("-Dkintsugi.generation.deadline=3s"),
    NO_GPU("-Dkintsugi.device=cuda:7"),
    SHORT_QUEUE("-Dkintsugi.jobs.queue=2", "-Dkintsugi.device.concurrency=1"),
    USUAL_BREAKERS,
    FAULTS("-Dkintsugi.breakers.window=10000", "-Dkintsugi.faults.enabled=true"),
    TINY_DISK("-Dkintsugi.breakers.window=10000");

    private final List<String> properties;

    Setup(String... properties) {
        this.properties = List.of(properties);
    }

    List<String> properties() {
        return properties;
    }
}
