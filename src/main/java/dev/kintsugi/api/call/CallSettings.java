package dev.kintsugi.api.call;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Of calls over HTTP: {@code kintsugi.calls.*}. */
@ConfigMapping(prefix = "kintsugi.calls")
interface CallSettings {

    /**
     * How long in-flight requests may take at shutdown. This and {@code kintsugi.jobs.drain} add up, so {@code docker
     * stop} needs {@code --time 30}.
     */
    @WithDefault("10s")
    @AllowedValues(from = "0s")
    Duration drain();

    /** How long the body of a request may take to arrive. Later it is refused with 408. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration body();
}
