package dev.kintsugi.request;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.image.ImageGeneration;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.Priority;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/jobs} and the data of a submit message: the same fields as {@code POST
 * /v1/images/generations}, previews, and what jobs have of their own.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record Submission(
        @Schema(description = "What to draw.", examples = "a large red star on a blue background") @Nullable
        String prompt,

        @Nullable String model,
        @Nullable Integer n,
        @Nullable String size,

        @Schema(description = "low, medium, high or auto: how many steps, if steps is not given.") @Nullable
        String quality,

        @Nullable Integer steps,
        @Nullable Double guidance,
        @Nullable Long seed,
        @Nullable String negativePrompt,
        @Nullable String scheduler,
        @Nullable String precision,

        @Schema(description = "Previews of each picture while it is drawn, 0 to 10.") @Nullable
        Integer previews,

        @Schema(description = "How far a repair may go: none, retry, same_model or any.") @Nullable
        String recovery,

        @Schema(description = "How much quality a repair may cost in all, 0 to 1.") @Nullable
        Double maxDegradation,

        @Schema(description = "critical, high, normal or low: which jobs it may overtake.") @Nullable
        String priority,

        @Schema(description = "The request expires after so many seconds.") @Nullable
        Integer deadlineSeconds,

        @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {

    private static final int MOST_PREVIEWS = 10;
    private static final int LONGEST_DEADLINE = 86_400;

    /** Warnings about unknown fields, which are ignored; in order. */
    public List<String> warnings() {
        return UnknownFields.warnings(unknown);
    }

    /**
     * The job that is asked for, which is to be kept surely.
     *
     * @throws TypedException invalid_parameters with every field whose form is wrong
     */
    public JobRequest toRequest(Caller caller) {
        var errors = new ArrayList<FieldError>();
        var reach = RecoveryScope.of(recovery == null ? "any" : recovery);
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
        if (quality != null && !quality.matches(Quality.VALUES)) {
            errors.add(new FieldError("quality", "must be one of auto, low, medium, high, standard, hd"));
        }
        var rank = Priority.of(priority == null ? Priority.NORMAL.code() : priority);
        if (rank.isEmpty()) {
            errors.add(new FieldError("priority", "must be one of critical, high, normal, low"));
        }
        if (deadlineSeconds != null && (deadlineSeconds < 1 || deadlineSeconds > LONGEST_DEADLINE)) {
            errors.add(new FieldError("deadline_seconds", "must be from 1 to " + LONGEST_DEADLINE));
        }
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        return new JobRequest(
                generation(reach.orElse(RecoveryScope.ANY)),
                caller,
                rank.orElse(Priority.NORMAL),
                Optional.ofNullable(deadlineSeconds).map(Duration::ofSeconds),
                Durability.REQUIRED);
    }

    private ImageGeneration generation(RecoveryScope reach) {
        return new ImageGeneration(
                Optional.ofNullable(model),
                prompt == null ? "" : prompt,
                Optional.ofNullable(negativePrompt),
                Optional.ofNullable(size),
                Optional.ofNullable(steps).or(() -> Quality.steps(quality)),
                Optional.ofNullable(guidance),
                Optional.ofNullable(seed),
                Optional.ofNullable(n),
                Optional.ofNullable(scheduler),
                Optional.ofNullable(precision),
                previews == null ? 0 : previews,
                new RecoveryPolicy(
                        reach,
                        maxDegradation == null ? 1 : maxDegradation,
                        recovery != null && reach == RecoveryScope.ANY && maxDegradation == null));
    }
}
