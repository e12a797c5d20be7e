package dev.kintsugi.api.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.Scope;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is told.
 *
 * @param id the public part of the key
 * @param name what a person calls it
 * @param scopes what it may be used for
 * @param created ISO 8601
 * @param expires from when on it is not valid; left out for never
 * @param lastUsed when it was used last, as far as this instance knows since it was started
 * @param key the key itself; only in the answer that made it
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ApiKey")
record KeyView(
        String id,
        String name,
        List<String> scopes,
        String created,
        @Nullable String expires,
        @Nullable String lastUsed,
        @Nullable String key) {

    /**
     * Several of them.
     *
     * @param keys the newest first
     */
    @RegisterForReflection
    @Schema(name = "ApiKeys")
    record KeysView(List<KeyView> keys) {}

    static KeyView of(ApiKey key, Optional<Instant> used, @Nullable String text) {
        return new KeyView(
                key.id(),
                key.name(),
                key.orderedScopes().stream().map(Scope::code).toList(),
                key.created().toString(),
                key.expires().map(Instant::toString).orElse(null),
                used.map(Instant::toString).orElse(null),
                text);
    }
}
