package dev.kintsugi.ops.log;

import dev.kintsugi.settings.AllowedValues;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The log: {@code kintsugi.log.*}. */
@ConfigMapping(prefix = "kintsugi.log")
interface LogSettings {

    /** How much log output is buffered if the reader of standard output stalls. More is dropped and counted. */
    @WithDefault("1M")
    @AllowedValues(matching = "\\d{1,9}[KMkm]?", as = "an amount such as 512K or 1M")
    MemorySize buffer();
}
