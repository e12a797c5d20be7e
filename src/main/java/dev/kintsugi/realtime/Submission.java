package dev.kintsugi.realtime;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.ImageGeneration;
import dev.kintsugi.recovery.FieldError;
import dev.kintsugi.recovery.RecoveryPolicy;
import dev.kintsugi.recovery.RecoveryPolicy.Reach;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data of a submit message: the same fields as {@code POST /v1/images/generations}, and previews. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record Submission(
        @Nullable String prompt,
        @Nullable String model,
        @Nullable Integer n,
        @Nullable String size,
        @Nullable Integer steps,
        @Nullable Double guidance,
        @Nullable Long seed,
        @Nullable String negativePrompt,
        @Nullable String scheduler,
        @Nullable String precision,
        @Nullable Integer previews,
        @Nullable String recovery,
        @Nullable Double maxDegradation) {

    private static final int MOST_PREVIEWS = 10;

    ImageGeneration toGeneration() {
        var errors = new ArrayList<FieldError>();
        var reach = Reach.of(recovery == null ? "any" : recovery);
        if (reach.isEmpty()) {
            errors.add(new FieldError("recovery", "must be one of none, retry, same_model, any"));
        }
        if (maxDegradation != null && !(maxDegradation >= 0 && maxDegradation <= 1)) {
            errors.add(new FieldError("max_degradation", "must be from 0 to 1"));
        }
        if (previews != null && (previews < 0 || previews > MOST_PREVIEWS)) {
            errors.add(new FieldError("previews", "must be from 0 to " + MOST_PREVIEWS));
        }
        if (prompt == null || prompt.isBlank()) {
            errors.add(new FieldError("prompt", "must not be empty"));
        }
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        return new ImageGeneration(
                Optional.ofNullable(model),
                prompt == null ? "" : prompt,
                Optional.ofNullable(negativePrompt),
                Optional.ofNullable(size),
                Optional.ofNullable(steps),
                Optional.ofNullable(guidance),
                Optional.ofNullable(seed),
                Optional.ofNullable(n),
                Optional.ofNullable(scheduler),
                Optional.ofNullable(precision),
                previews == null ? 0 : previews,
                new RecoveryPolicy(reach.orElse(Reach.ANY), maxDegradation == null ? 1 : maxDegradation));
    }
}
