package dev.kintsugi.generation.settings;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the service learns from what worked. */
@ConfigMapping(prefix = "kintsugi.learning")
public interface LearningSettings {

    /** After which what was learned counts half. */
    @WithDefault("24h")
    @AllowedValues(from = "1ms")
    Duration halfLife();

    /** How long what ran out of memory is made lighter beforehand until a little more is tried again; doubled each time in vain. */
    @WithDefault("1m")
    @AllowedValues(from = "1ms")
    Duration probeAfter();
}
