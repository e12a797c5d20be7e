package dev.kintsugi.generation.breaker;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a model that keeps failing is left alone, and for how long. */
@ConfigMapping(prefix = "kintsugi.breakers")
interface BreakerSettings {

    /** Over how many of the last tries of a model on a device is judged. */
    @WithDefault("10")
    @AllowedValues(from = "1")
    int window();

    /** Which share of them must have failed. */
    @WithDefault("0.5")
    @AllowedValues(from = "0.01", to = "1")
    double failureRatio();

    /** How long a model is left alone before one request may try it. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration delay();

    /** How many breakers are kept at most. */
    @WithDefault("256")
    @AllowedValues(from = "1")
    int max();
}
