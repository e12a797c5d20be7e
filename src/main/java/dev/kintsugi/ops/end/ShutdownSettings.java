package dev.kintsugi.ops.end;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The end of the service: {@code kintsugi.shutdown.*}. */
@ConfigMapping(prefix = "kintsugi.shutdown")
interface ShutdownSettings {

    /** How long the service goes on after SIGTERM while it is not ready, so that load balancers notice. */
    @WithDefault("0s")
    @AllowedValues(from = "0s")
    Duration delay();
}
