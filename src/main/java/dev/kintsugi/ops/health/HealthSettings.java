package dev.kintsugi.ops.health;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the service counts as unwell. */
@ConfigMapping(prefix = "kintsugi.health")
interface HealthSettings {

    /** Liveness fails once so many stopped runs have not ended, because only a restart frees them. */
    @WithDefault("8")
    @AllowedValues(from = "1")
    int maxAbandonedRuns();

    /** How long the result of a probe inference is reused. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration probeEvery();
}
