package dev.kintsugi.faults.fault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether faults may be injected. */
@ConfigMapping(prefix = "kintsugi.faults")
public interface FaultSettings {

    /** Whether {@code /admin/faults} exists. A client that reaches it can make every request fail. */
    @WithDefault("false")
    boolean enabled();
}
