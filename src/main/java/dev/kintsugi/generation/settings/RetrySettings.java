package dev.kintsugi.generation.settings;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much all requests together may be tried again. */
@ConfigMapping(prefix = "kintsugi.retries")
public interface RetrySettings {

    /** How many further tries each first one earns. */
    @WithDefault("0.2")
    @AllowedValues(from = "0", to = "10")
    double share();

    /** How many further tries a second are free, so that a service with little to do may retry as well. */
    @WithDefault("2")
    @AllowedValues(from = "0", to = "1000000")
    double minPerSecond();

    /** How far back tries are counted. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration window();
}
