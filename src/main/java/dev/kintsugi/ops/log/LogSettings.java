package dev.kintsugi.ops.log;

import dev.kintsugi.settings.AllowedValues;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The log: {@code kintsugi.log.*}. */
@ConfigMapping(prefix = "kintsugi.log")
interface LogSettings {

    /** How much may wait for a reader of standard output, or of standard error, that does not read; more is dropped. */
    @WithDefault("1M")
    @AllowedValues(matching = "\\d{1,9}[KMkm]?", as = "an amount such as 512K or 1M")
    MemorySize buffer();
}
