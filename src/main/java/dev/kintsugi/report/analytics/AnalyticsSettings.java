package dev.kintsugi.report.analytics;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When a failure type counts as rising. */
@ConfigMapping(prefix = "kintsugi.analytics")
interface AnalyticsSettings {

    /** How many times the mean of the last hour a failure type must have come in the last minute to be a spike. */
    @WithDefault("3")
    @AllowedValues(from = "1")
    double spikeFactor();

    /** How often it must have come in the last minute at least. */
    @WithDefault("10")
    @AllowedValues(from = "1")
    int spikeMinimum();
}
