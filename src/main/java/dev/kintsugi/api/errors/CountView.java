package dev.kintsugi.api.errors;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many failures share a value.
 *
 * @param name the value: a failure type, a model, an operation or a severity
 * @param count how many in the window
 * @param perMinute how many a minute, on average over the window
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ErrorCount")
record CountView(
        @Schema(
                description = "A failure type, model, operation or severity. The model is none if none was chosen, and"
                        + " other if the caller named one that is not installed.",
                examples = "model_not_found")
        String name,

        @Schema(description = "How many failures there were in the window.", examples = "12")
        long count,

        @Schema(description = "The mean per minute of the window.", examples = "0.2")
        double perMinute) {}
