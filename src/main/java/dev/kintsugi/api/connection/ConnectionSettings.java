package dev.kintsugi.api.connection;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Connections of clients: {@code kintsugi.connections.*}. */
@ConfigMapping(prefix = "kintsugi.connections")
interface ConnectionSettings {

    /**
     * How many there may be at a time; for one more the one that was unused longest is closed, and if all are in use it is
     * refused. 0 is 10,000, or half of the files that the process may open if that is less; more than those files but 128
     * are never accepted.
     */
    @WithDefault("0")
    @AllowedValues(from = "0", to = "1000000")
    int max();

    /** How long one may be open without a whole request: before its first, and after each answer. */
    @WithDefault("75s")
    @AllowedValues(from = "1ms")
    Duration idle();

    /** How long a client may take nothing of what waits for it. */
    @WithDefault("60s")
    @AllowedValues(from = "1ms")
    Duration stalled();
}
