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

    /** How much a new look counts against all before it, above 0 and up to 1. */
    @WithDefault("0.3")
    @AllowedValues(from = "0.01", to = "1")
    double weight();

    /** The load from which on the level is reduced. */
    @WithDefault("0.7")
    @AllowedValues(from = "0", to = "1")
    double reduced();

    /** The load from which on the level is minimal. */
    @WithDefault("0.9")
    @AllowedValues(from = "0", to = "1")
    double minimal();

    /** How much lower the load must be for a better level. */
    @WithDefault("0.1")
    @AllowedValues(from = "0", to = "1")
    double margin();

    /** For how long it must be so. */
    @WithDefault("10s")
    @AllowedValues(from = "0s")
    Duration dwell();
}
