package dev.kintsugi.capacity.features;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often is looked at what features need. */
@ConfigMapping(prefix = "kintsugi.features")
public interface FeatureSettings {

    /** How often what works is tried. */
    @WithDefault("30s")
    Duration probeEvery();

    /** How long after a failure it is tried again; twice as long after each further one. */
    @WithDefault("1s")
    Duration firstPause();

    /** The longest pause of these. */
    @WithDefault("30s")
    Duration longestPause();
}
