package dev.kintsugi.faults.fault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether faults may be injected. */
@ConfigMapping(prefix = "kintsugi.faults")
public interface FaultSettings {

    /** Whether faults can be injected at {@code /admin/faults}. Any client can then make every request fail. */
    @WithDefault("false")
    boolean enabled();
}
