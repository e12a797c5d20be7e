package dev.kintsugi.capacity.features;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often feature dependencies are probed. */
@ConfigMapping(prefix = "kintsugi.features")
interface FeatureSettings {

    /** How often working feature dependencies are probed. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration probeEvery();

    /** How long after a failure a dependency is probed again, doubled after each further failure. */
    @WithDefault("1s")
    @AllowedValues(from = "1ms")
    Duration firstPause();

    /** The longest of these pauses. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration longestPause();
}
