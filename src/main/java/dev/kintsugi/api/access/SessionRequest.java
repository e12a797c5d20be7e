package dev.kintsugi.api.access;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A person logs in. */
@RegisterForReflection
@Schema(description = "The key of a person who logs in.")
record SessionRequest(
        @Schema(description = "An API key.", examples = "kintsugi_…") @Nullable
        String key,

        @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {

    /** Without the key. */
    @Override
    public String toString() {
        return "a key";
    }
}
