package dev.kintsugi.api.errors;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.Summary.Pattern;
import dev.kintsugi.report.analytics.window.TopRing.Top;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A message that came often, without what differs from one failure to the next. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ErrorPattern")
record PatternView(
        @Schema(description = "The failure type.", examples = "model_not_found")
        String type,

        @Schema(
                description =
                        "The message, with <n> for numbers, <id> for ids, <text> for what was quoted and <path> for paths.",
                examples = "there is no model named <text>; GET <path> lists those there are")
        String message,

        @Schema(description = "How often it came, at most.", examples = "9")
        long count,

        @Schema(
                description = "The count may be too high by so much. It is 0 unless there are very many messages.",
                examples = "0")
        long error,

        @Schema(description = "When it came last.", examples = "2026-11-30T04:32:00Z")
        String last) {

    static PatternView of(Top<Pattern> top) {
        return new PatternView(
                top.key().type().code(),
                top.key().text(),
                top.count(),
                top.error(),
                top.last().toString());
    }
}
