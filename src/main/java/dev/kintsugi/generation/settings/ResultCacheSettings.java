package dev.kintsugi.generation.settings;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Pictures that are kept in memory for requests that nothing else can answer. */
@ConfigMapping(prefix = "kintsugi.result-cache")
public interface ResultCacheSettings {

    /** The most bytes of results that are cached in memory as the last fallback; 0 for none. */
    @WithDefault("16777216")
    @AllowedValues(from = "0")
    long bytes();

    /** How long a result stays cached. */
    @WithDefault("10m")
    @AllowedValues(from = "1ms")
    Duration time();
}
