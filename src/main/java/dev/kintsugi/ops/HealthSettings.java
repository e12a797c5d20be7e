package dev.kintsugi.ops;

import dev.kintsugi.settings.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the service counts as unwell. */
@ConfigMapping(prefix = "kintsugi.health")
interface HealthSettings {

    /** A thread that computes without going forward for so long is stuck. */
    @WithDefault("180s")
    @Allowed(from = "1ms")
    Duration stuckAfter();

    /** For how long the answer of a probe inference counts. */
    @WithDefault("10s")
    @Allowed(from = "1ms")
    Duration probeEvery();
}
