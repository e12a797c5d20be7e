package dev.kintsugi.api.access;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.access.Scope;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A key that is wanted. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(description = "A key that you want.")
record KeyRequest(
        @Schema(description = "What you call it, at most 100 characters.", examples = "shop") @Nullable
        String name,

        @Schema(description = "What it may be used for: infer, read, admin.", examples = "[\"infer\"]") @Nullable
        List<String> scopes,

        @Schema(description = "For how many days it is valid; for ever if left out.", examples = "90") @Nullable
        Integer expiresInDays,

        @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {

    private static final int LONGEST_NAME = 100;
    private static final int MOST_DAYS = 3650;

    /** @throws TypedException invalid_parameters with all that is wrong */
    void check() {
        UnknownFields.refuse(unknown);
        var errors = new ArrayList<FieldError>();
        if (name == null
                || name.isBlank()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            errors.add(new FieldError("name", "must have 1 to " + LONGEST_NAME + " characters, in one line"));
        }
        if (scopes == null
                || scopes.isEmpty()
                || scopes.stream()
                        .anyMatch(scope -> scope == null || Scope.of(scope).isEmpty())) {
            errors.add(new FieldError("scopes", "must be one or more of infer, read, admin"));
        }
        if (expiresInDays != null && (expiresInDays < 1 || expiresInDays > MOST_DAYS)) {
            errors.add(new FieldError("expires_in_days", "must be from 1 to " + MOST_DAYS));
        }
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
    }

    String checkedName() {
        return name == null ? "" : name.strip();
    }

    Set<Scope> checkedScopes() {
        return scopes == null
                ? Set.of()
                : scopes.stream().map(Scope::of).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    Optional<Duration> lasts() {
        return Optional.ofNullable(expiresInDays).map(Duration::ofDays);
    }
}
