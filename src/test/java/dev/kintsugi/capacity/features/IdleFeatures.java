package dev.kintsugi.capacity.features;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;

/** Features that nobody probes. */
public final class IdleFeatures {

    private IdleFeatures() {}

    /** All whole. */
    public static Features make() {
        return new Features(
                List.of(),
                new FeatureSettings() {
                    @Override
                    public Duration probeEvery() {
                        return Duration.ofSeconds(30);
                    }

                    @Override
                    public Duration firstPause() {
                        return Duration.ofSeconds(1);
                    }

                    @Override
                    public Duration longestPause() {
                        return Duration.ofSeconds(30);
                    }
                },
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().factory()),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }
}
