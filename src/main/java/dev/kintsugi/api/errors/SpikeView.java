package dev.kintsugi.api.errors;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.Spike;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A failure type that comes far more often than it did. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ErrorSpike")
record SpikeView(
        @Schema(description = "The failure type.", examples = "vram_exhaustion")
        String type,

        @Schema(description = "The worst severity of the last minute.", examples = "high")
        String severity,

        @Schema(description = "How often it came in the last minute.", examples = "42")
        long lastMinute,

        @Schema(description = "The mean per minute of the hour before it rose.", examples = "0.5")
        double perMinute) {

    static SpikeView of(Spike spike) {
        return new SpikeView(
                spike.type().code(),
                spike.severity().code(),
                spike.lastMinute(),
                ErrorsSummaryView.rounded(spike.perMinute()));
    }
}
