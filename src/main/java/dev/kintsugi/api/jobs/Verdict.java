package dev.kintsugi.api.jobs;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a caller says of an answer. */
@RegisterForReflection
@Schema(description = "What you say of an answer that was repaired.")
public record Verdict(
        @Schema(description = "good or bad.", examples = "good")
        @NotNull(message = "is needed: good or bad")
        @Pattern(regexp = "good|bad", message = "must be good or bad")
        String verdict) {

    boolean isGood() {
        return "good".equals(verdict);
    }
}
