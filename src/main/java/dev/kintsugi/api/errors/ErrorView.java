package dev.kintsugi.api.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.FailureRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A failure as it is listed: public texts only. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ErrorEntry")
record ErrorView(
        @Schema(description = "When it was noticed.", examples = "2026-11-30T04:32:00.123456Z")
        String at,

        @Schema(description = "The failure type.", examples = "model_not_found")
        String type,

        @Schema(description = "low, medium, high or critical.", examples = "low")
        String severity,

        @Schema(
                description =
                        "The model; left out if none was chosen, other if the caller named one that is not installed.",
                examples = "shapes-diffusion")
        @Nullable
        String model,

        @Schema(description = "What was asked for.", examples = "image_generation")
        String operation,

        @Schema(description = "What the caller was told.") String message,

        @Schema(
                description = "What became of it: open while its job goes on, repaired, degraded, failed, cancelled, or"
                        + " refused if it was answered without a job.",
                examples = "refused")
        String outcome,

        @Schema(description = "The X-Correlation-ID of the request; left out if there was no request.") @Nullable
        String correlationId,

        @Schema(description = "The job that met it; left out if there is none.") @Nullable
        String job) {

    static ErrorView of(FailureRecord failure) {
        return new ErrorView(
                failure.at().toString(),
                failure.type().code(),
                failure.severity().code(),
                unlessEmpty(failure.model()),
                failure.operation(),
                failure.message(),
                failure.outcome().code(),
                unlessEmpty(failure.correlationId()),
                unlessEmpty(failure.job()));
    }

    private static @Nullable String unlessEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
