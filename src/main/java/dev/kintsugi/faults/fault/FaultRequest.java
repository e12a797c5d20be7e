package dev.kintsugi.faults.fault;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /admin/faults}. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(description = "What shall go wrong, where and how often. Without rate and count it happens once.")
public record FaultRequest(
        @Schema(description = "A boundary of GET /admin/faults.", examples = "model_file") @Nullable
        String boundary,

        @Schema(description = "One of the boundary's kinds.", examples = "flip_bit") @Nullable
        String kind,

        @Schema(description = "On which share of the occasions that match, more than 0 and at most 1.") @Nullable
        Double rate,

        @Schema(description = "How often at most.") @Nullable
        Integer count,

        @Schema(description = "Which occasions it is meant for; all if it is left out.") @Nullable
        FaultMatcher matcher,

        @Schema(description = "With the same seed the same occasions are hit.") @Nullable
        Long seed,

        @Schema(description = "Seconds after which it ends.") @Nullable
        Integer expiresIn,

        @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {}
