package dev.kintsugi.generation.custom;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Strategies that are not written in Java: a webhook or a command each. */
@ConfigMapping(prefix = "kintsugi.recovery")
interface CustomStrategySettings {

    List<Custom> strategies();

    /** One of webhook and command must be there. */
    interface Custom {

        /** What it is called in the trail. */
        String name();

        /** The codes, aliases or categories of the failures that it answers. */
        List<String> on();

        /** The URL that failures are posted to, http or https. */
        Optional<URI> webhook();

        /** Sent with it as {@code Authorization: Bearer …}. */
        Optional<String> token();

        /** The program that is started and its arguments; the failure comes in on its standard input. */
        Optional<List<String>> command();

        /** How long an answer may take. */
        @WithDefault("10s")
        @AllowedValues(from = "1ms")
        Duration timeout();
    }
}
