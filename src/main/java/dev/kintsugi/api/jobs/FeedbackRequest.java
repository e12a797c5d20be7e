package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says of an answer. */
@RegisterForReflection
@Schema(description = "What you say of an answer that was repaired.")
record FeedbackRequest(
        @Schema(description = "good or bad.", examples = "good")
        @NotNull(message = "is needed: good or bad")
        @Pattern(regexp = "good|bad", message = "must be good or bad")
        String verdict,

        @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {

    boolean saysGood() {
        return "good".equals(verdict);
    }
}
