package dev.kintsugi.ops;

import dev.kintsugi.settings.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The end of the service: {@code kintsugi.end.*}. */
@ConfigMapping(prefix = "kintsugi.end")
interface EndSettings {

    /**
     * How long the service goes on as before once it was asked to end, only not ready any more, so that a load balancer
     * notices.
     */
    @WithDefault("0s")
    @Allowed(from = "0s")
    Duration delay();
}
