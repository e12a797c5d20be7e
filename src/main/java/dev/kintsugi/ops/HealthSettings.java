package dev.kintsugi.ops;

import dev.kintsugi.settings.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the service counts as unwell. */
@ConfigMapping(prefix = "kintsugi.health")
interface HealthSettings {

    /** So many runs that did not come back when they were stopped are too many to go on: only a restart frees them. */
    @WithDefault("8")
    @Allowed(from = "1")
    int mostSetAside();

    /** For how long the answer of a probe inference counts. */
    @WithDefault("10s")
    @Allowed(from = "1ms")
    Duration probeEvery();
}
