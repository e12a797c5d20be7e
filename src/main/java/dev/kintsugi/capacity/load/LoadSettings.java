package dev.kintsugi.capacity.load;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the service gives less than was asked for, so that all get something. */
@ConfigMapping(prefix = "kintsugi.load")
interface LoadSettings {

    /** How often the load is measured. */
    @WithDefault("1s")
    @AllowedValues(from = "1ms")
    Duration every();

    /** The weight of a new measurement. */
    @WithDefault("0.3")
    @AllowedValues(from = "0.01", to = "1")
    double weight();

    /** From this load on pictures are made in 70 % of their steps, if the caller allows it. */
    @WithDefault("0.7")
    @AllowedValues(from = "0", to = "1")
    double reduced();

    /** From this load on pictures are made in 40 % of their steps, if the caller allows it. */
    @WithDefault("0.9")
    @AllowedValues(from = "0", to = "1")
    double minimal();

    /** How far the load must be below a threshold for a better level. */
    @WithDefault("0.1")
    @AllowedValues(from = "0", to = "1")
    double margin();

    /** For how long it must be below. */
    @WithDefault("10s")
    @AllowedValues(from = "0s")
    Duration dwell();
}
