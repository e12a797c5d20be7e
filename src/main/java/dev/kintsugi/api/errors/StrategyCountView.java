package dev.kintsugi.api.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a recovery strategy did against a failure type. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "StrategyCount")
record StrategyCountView(
        @Schema(description = "The failure type.", examples = "vram_exhaustion")
        String type,

        @Schema(description = "The strategy.", examples = "parameter_adjustment")
        String strategy,

        @Schema(description = "After how many steps the next attempt succeeded.", examples = "7")
        long worked,

        @Schema(description = "How many steps could not be done, or were followed by another failure.", examples = "1")
        long failed,

        @Schema(description = "How many steps were not done because the retry budget was used up.", examples = "0")
        long withheld,

        @Schema(
                description = "The share of worked in worked and failed; left out if there were none.",
                examples = "0.875")
        @Nullable
        Double successRate) {

    static StrategyCountView of(String type, String strategy, long worked, long failed, long withheld) {
        return new StrategyCountView(
                type,
                strategy,
                worked,
                failed,
                withheld,
                worked + failed == 0 ? null : ErrorsSummaryView.rounded((double) worked / (worked + failed)));
    }
}
