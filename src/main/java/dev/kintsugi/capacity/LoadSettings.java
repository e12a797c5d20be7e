package dev.kintsugi.capacity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;

/** When the service gives less than was asked for, so that all get something. */
@ConfigMapping(prefix = "kintsugi.load")
public interface LoadSettings {

    /** How often the load is looked at. */
    @WithDefault("1s")
    Duration every();

    /** How much a new look counts against all before it, above 0 and up to 1. */
    @WithDefault("0.3")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double weight();

    /** The load from which on the level is reduced. */
    @WithDefault("0.7")
    double reduced();

    /** The load from which on the level is minimal. */
    @WithDefault("0.9")
    double minimal();

    /** How much lower the load must be for a better level. */
    @WithDefault("0.1")
    double margin();

    /** For how long it must be so. */
    @WithDefault("10s")
    Duration dwell();
}
