package dev.kintsugi.generation.breaker;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a model that keeps failing is left alone, and for how long. */
@ConfigMapping(prefix = "kintsugi.breakers")
interface BreakerSettings {

    /** The number of recent tries of a model on a device that are counted. */
    @WithDefault("10")
    @AllowedValues(from = "1")
    int window();

    /** The share of failed tries that opens the breaker. */
    @WithDefault("0.5")
    @AllowedValues(from = "0.01", to = "1")
    double failureRatio();

    /** How long an open breaker rejects tries before it lets one through. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration delay();

    /** The most breakers that are kept in memory. */
    @WithDefault("256")
    @AllowedValues(from = "1")
    int max();
}
