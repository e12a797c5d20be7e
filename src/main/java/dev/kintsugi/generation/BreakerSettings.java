package dev.kintsugi.generation;

import dev.kintsugi.settings.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a model that keeps failing is left alone, and for how long. */
@ConfigMapping(prefix = "kintsugi.breakers")
public interface BreakerSettings {

    /** Over how many of the last tries of a model on a device is judged. */
    @WithDefault("10")
    @Allowed(from = "1")
    int window();

    /** Which share of them must have failed. */
    @WithDefault("0.5")
    @Allowed(from = "0.01", to = "1")
    double failureRatio();

    /** How long a model is left alone before one request may try it. */
    @WithDefault("10s")
    @Allowed(from = "1ms")
    Duration delay();

    /** How many breakers are kept at most. */
    @WithDefault("256")
    @Allowed(from = "1")
    int most();
}
