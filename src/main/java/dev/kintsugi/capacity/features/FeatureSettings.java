package dev.kintsugi.capacity.features;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often feature dependencies are probed. */
@ConfigMapping(prefix = "kintsugi.features")
interface FeatureSettings {

    /** How often what works is tried. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration probeEvery();

    /** How long after a failure it is tried again; twice as long after each further one. */
    @WithDefault("1s")
    @AllowedValues(from = "1ms")
    Duration firstPause();

    /** The longest pause of these. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration longestPause();
}
