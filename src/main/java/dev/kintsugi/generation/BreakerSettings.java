package dev.kintsugi.generation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When a model that keeps failing is left alone, and for how long. */
@ConfigMapping(prefix = "kintsugi.breakers")
public interface BreakerSettings {

    /** Over how many of the last tries of a model on a device is judged. */
    @WithDefault("10")
    @Min(1)
    int window();

    /** Which share of them must have failed. */
    @WithDefault("0.5")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double failureRatio();

    /** How long a model is left alone before one request may try it. */
    @WithDefault("10s")
    Duration delay();

    /** How many breakers are kept at most. */
    @WithDefault("256")
    @Min(1)
    int most();
}
