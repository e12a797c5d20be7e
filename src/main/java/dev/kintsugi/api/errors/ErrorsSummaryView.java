package dev.kintsugi.api.errors;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The failures of a window of time in numbers. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ErrorSummary")
record ErrorsSummaryView(
        @Schema(description = "minute, hour or day.", examples = "hour")
        String window,

        @Schema(
                description =
                        "How many seconds of the window were counted: fewer than it has soon after the first start.",
                examples = "3600")
        long seconds,

        @Schema(description = "How many failures there were.", examples = "12")
        long count,

        @Schema(description = "The mean per minute.", examples = "0.2")
        double perMinute,

        @Schema(description = "By failure type, the most frequent first.")
        List<CountView> byType,

        @Schema(description = "By model, the most frequent first.")
        List<CountView> byModel,

        @Schema(description = "By what was asked for, the most frequent first.")
        List<CountView> byOperation,

        @Schema(description = "By severity, the most frequent first.")
        List<CountView> bySeverity,

        @Schema(
                description =
                        "How many failures became repaired, degraded, failed, cancelled or refused in the window. Those"
                                + " whose jobs go on are in none of them.",
                examples = "{\"repaired\": 7, \"refused\": 5}")
        Map<String, Long> outcomes,

        @Schema(
                description =
                        "The messages that came most often, at most 20, the most frequent first. They are those of the hour"
                                + " if the window is the minute.")
        List<PatternView> patterns,

        @Schema(
                description =
                        "The failure types that come far more often than in the hour before they rose, whatever the"
                                + " window.")
        List<SpikeView> spikes,

        @Schema(description = "How each recovery strategy did against each failure type.")
        List<StrategyCountView> strategies) {

    ErrorsSummaryView {
        byType = List.copyOf(byType);
        byModel = List.copyOf(byModel);
        byOperation = List.copyOf(byOperation);
        bySeverity = List.copyOf(bySeverity);
        outcomes = Map.copyOf(outcomes);
        patterns = List.copyOf(patterns);
        spikes = List.copyOf(spikes);
        strategies = List.copyOf(strategies);
    }

    /** Three digits after the point. */
    static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
