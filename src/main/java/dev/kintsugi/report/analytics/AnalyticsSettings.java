package dev.kintsugi.report.analytics;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When a failure type counts as rising. */
@ConfigMapping(prefix = "kintsugi.analytics")
interface AnalyticsSettings {

    /** A failure type is a spike if in each minute since it rose it came at least this many times as often as in the hour before. */
    @WithDefault("3")
    @AllowedValues(from = "1")
    double spikeFactor();

    /** The fewest failures of a type in the last minute that count as a spike. */
    @WithDefault("10")
    @AllowedValues(from = "1")
    int spikeMinimum();
}
