package dev.kintsugi.ops.health;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the service counts as unwell. */
@ConfigMapping(prefix = "kintsugi.health")
interface HealthSettings {

    /** So many runs that did not come back when they were stopped are too many to go on: only a restart frees them. */
    @WithDefault("8")
    @AllowedValues(from = "1")
    int maxAbandonedRuns();

    /** For how long the answer of a probe inference counts. */
    @WithDefault("10s")
    @AllowedValues(from = "1ms")
    Duration probeEvery();
}
