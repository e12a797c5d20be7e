package dev.kintsugi.api.call;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Of calls over HTTP: {@code kintsugi.calls.*}. */
@ConfigMapping(prefix = "kintsugi.calls")
interface CallSettings {

    /** How long those that are under way may take to be answered when the service ends. */
    @WithDefault("10s")
    @AllowedValues(from = "0s")
    Duration drain();

    /** How long the body of a request may take to arrive; then it is refused with 408. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration body();
}
