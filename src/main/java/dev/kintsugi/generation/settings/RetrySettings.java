package dev.kintsugi.generation.settings;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much all requests together may be tried again. */
@ConfigMapping(prefix = "kintsugi.retries")
public interface RetrySettings {

    /** The retry budget: retries allowed per first try, over all requests. */
    @WithDefault("0.2")
    @AllowedValues(from = "0", to = "10")
    double share();

    /** The retries per second that are always allowed. */
    @WithDefault("2")
    @AllowedValues(from = "0", to = "1000000")
    double minPerSecond();

    /** The window in which tries are counted. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration window();
}
