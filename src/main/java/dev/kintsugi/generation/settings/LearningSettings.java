package dev.kintsugi.generation.settings;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the service learns from what worked. */
@ConfigMapping(prefix = "kintsugi.learning")
public interface LearningSettings {

    /** The half-life of what recovery has learned. */
    @WithDefault("24h")
    @AllowedValues(from = "1ms")
    Duration halfLife();

    /**
     * How long a plan that ran out of memory is reduced beforehand, until a larger one is probed. It is doubled after
     * each failed probe.
     */
    @WithDefault("1m")
    @AllowedValues(from = "1ms")
    Duration probeAfter();
}
