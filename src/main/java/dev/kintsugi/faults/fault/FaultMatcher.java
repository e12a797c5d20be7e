package dev.kintsugi.faults.fault;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which occasions a fault is meant for; what is left out matches everything. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Which occasions it is meant for; what is left out matches everything.")
record FaultMatcher(
        @Schema(description = "The name of a model.") @Nullable
        String model,

        @Schema(description = "encode, denoise or decode.") @Nullable
        String phase,

        @Schema(description = "The X-Correlation-ID of a request.") @Nullable
        String correlationId,

        @Schema(description = "Words that the prompt contains.") @Nullable
        String prompt,

        @Schema(description = "Values of size, steps, n, precision or device as they are at the try.") @Nullable
        Map<String, String> parameters,

        @Schema(description = "How the path of a file that is written ends; for the disk only.") @Nullable
        String file,

        @JsonIgnore @JsonAnySetter @Schema(hidden = true) @Nullable
        Map<String, Object> unknown) {

    /** Matches everything. */
    static final FaultMatcher ANY = new FaultMatcher(null, null, null, null, null, null, null);

    boolean matches(InjectionPoint point) {
        return (model == null || model.equals(point.model()))
                && (phase == null || phase.equals(point.phase()))
                && (correlationId == null || correlationId.equals(point.correlationId()))
                && (prompt == null || point.prompt().contains(prompt))
                && (file == null || point.file().endsWith(file))
                && (parameters == null || point.parameters().entrySet().containsAll(parameters.entrySet()));
    }

    boolean looksAtRequests() {
        return model != null || phase != null || correlationId != null || prompt != null || parameters != null;
    }
}
