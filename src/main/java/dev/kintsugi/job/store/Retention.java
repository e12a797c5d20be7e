package dev.kintsugi.job.store;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many final jobs are kept, and for how long. The newest one is always kept. */
@ConfigMapping(prefix = "kintsugi.retention")
public interface Retention {

    /** The most final jobs that are kept. */
    @WithDefault("1000")
    @AllowedValues(from = "0")
    int jobs();

    /** The most bytes of their artifacts that are kept. */
    @WithDefault("536870912")
    @AllowedValues(from = "0")
    long bytes();

    /** How long final jobs are kept. */
    @WithDefault("7d")
    @AllowedValues(from = "1ms")
    Duration age();
}
