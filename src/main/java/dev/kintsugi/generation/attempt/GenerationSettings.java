package dev.kintsugi.generation.attempt;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of one generation. */
@ConfigMapping(prefix = "kintsugi.generation")
public interface GenerationSettings {

    /** How often one request may be tried in all, the first time included. */
    @WithDefault("5")
    @AllowedValues(from = "1", to = "100")
    int attempts();

    /** After how many different strategies that did not help a person is asked. */
    @WithDefault("3")
    @AllowedValues(from = "1")
    int failedStrategies();

    /** The time that one request may take from its beginning, recovery included; waiting in the queue does not count. */
    @WithDefault("300s")
    @AllowedValues(from = "1ms")
    Duration deadline();

    /** The time that one try may take; then it is stopped and a lighter one follows. */
    @WithDefault("120s")
    @AllowedValues(from = "1ms")
    Duration attemptTimeout();
}
