package dev.kintsugi.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much is kept in memory. */
@ConfigMapping(prefix = "kintsugi.store")
public interface MemorySettings {

    /** How many final jobs are kept. */
    @WithDefault("1000")
    int jobs();

    /** How many bytes of pictures are kept. */
    @WithDefault("134217728")
    long bytes();
}
