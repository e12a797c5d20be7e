package dev.kintsugi.generation.custom;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Strategies that are not written in Java: a webhook or a command each. */
@ConfigMapping(prefix = "kintsugi.recovery")
interface CustomStrategySettings {

    List<Custom> strategies();

    /** One of webhook and command must be there. */
    interface Custom {

        /** The name of the strategy in the trail. */
        String name();

        /** The codes, aliases or categories of the failures that it handles. */
        List<String> on();

        /** The URL that failures are posted to, http or https. Either this or {@code command} is required. */
        Optional<String> webhook();

        /** The token that is sent to the webhook as {@code Authorization: Bearer …}. */
        Optional<String> token();

        /** The program that is started, and its arguments. It reads the failure from standard input. */
        Optional<List<String>> command();

        /** The time limit of one answer. */
        @WithDefault("10s")
        @AllowedValues(from = "1ms")
        Duration timeout();
    }
}
