package dev.kintsugi.generation.settings;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Pictures that are kept in memory for requests that nothing else can answer. */
@ConfigMapping(prefix = "kintsugi.result-cache")
public interface ResultCacheSettings {

    /** How many bytes all of them together may have; 0 keeps none. */
    @WithDefault("16777216")
    @AllowedValues(from = "0")
    long bytes();

    /** How long one is kept. */
    @WithDefault("10m")
    @AllowedValues(from = "1ms")
    Duration time();
}
