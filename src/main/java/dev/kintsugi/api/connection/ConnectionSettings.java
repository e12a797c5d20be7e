package dev.kintsugi.api.connection;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Connections of clients: {@code kintsugi.connections.*}. */
@ConfigMapping(prefix = "kintsugi.connections")
interface ConnectionSettings {

    /**
     * The most open connections. One more closes the one that was idle longest, or is refused if all are in use. 0:
     * 10,000, or half of the files that may be open. 128 files are never used for connections.
     */
    @WithDefault("0")
    @AllowedValues(from = "0", to = "1000000")
    int max();

    /** How long a connection may stay open without a complete request. */
    @WithDefault("75s")
    @AllowedValues(from = "1ms")
    Duration idle();

    /** How long a client may read nothing of a pending response. */
    @WithDefault("60s")
    @AllowedValues(from = "1ms")
    Duration stalled();
}
