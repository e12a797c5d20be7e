package dev.kintsugi.generation.attempt;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of one generation. */
@ConfigMapping(prefix = "kintsugi.generation")
public interface GenerationSettings {

    /** The most tries of one request, including the first. */
    @WithDefault("5")
    @AllowedValues(from = "1", to = "100")
    int attempts();

    /** After so many different strategies failed the job waits for a person. */
    @WithDefault("3")
    @AllowedValues(from = "1")
    int failedStrategies();

    /** The time limit of one request, recovery included. Waiting in the queue does not count. */
    @WithDefault("300s")
    @AllowedValues(from = "1ms")
    Duration deadline();

    /** The time limit of one try. It is stopped then, and a lighter one follows. */
    @WithDefault("120s")
    @AllowedValues(from = "1ms")
    Duration attemptTimeout();
}
