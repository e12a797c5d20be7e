package dev.kintsugi.capacity.features;

import dev.kintsugi.background.BackgroundTasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;

/** Features that nobody probes. */
public final class IdleFeatures {

    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private IdleFeatures() {}

    /** All whole. */
    public static Features make() {
        return new Features(
                List.of(),
                every(Duration.ofSeconds(30)),
                new BackgroundTasks(
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().factory()),
                        CLOCK),
                CLOCK);
    }

    /** What works and what does not is probed as often. */
    static FeatureSettings every(Duration pause) {
        return new FeatureSettings() {
            @Override
            public Duration probeEvery() {
                return pause;
            }

            @Override
            public Duration firstPause() {
                return pause;
            }

            @Override
            public Duration longestPause() {
                return pause;
            }
        };
    }
}
