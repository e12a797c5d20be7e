package dev.kintsugi.api.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.pipeline.picture.PictureFormat;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.request.ImageWarnings;
import dev.kintsugi.request.Quality;
import dev.kintsugi.request.RandomSeed;
import dev.kintsugi.request.UnknownFields;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/images/generations}: OpenAI's fields and ours, which are all optional. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(description = "What to draw. Only the prompt is required.")
record ImageRequest(
        @Schema(description = "What to draw.", examples = "a large red star on a blue background")
        @NotBlank(message = "must not be empty")
        String prompt,

        @Schema(description = "A model of GET /v1/models.") @Nullable
        String model,

        @Schema(description = "How many pictures, 1 to 10.") @Nullable
        Integer n,

        @Schema(description = "auto or <width>x<height>.", examples = "128x128") @Nullable
        String size,

        @Schema(description = "b64_json or url.")
        @Pattern(regexp = "b64_json|url", message = "must be b64_json or url")
        @Nullable
        String responseFormat,

        @Schema(description = "png, jpeg or webp.", defaultValue = "png")
        @Pattern(regexp = PictureFormat.VALUES, message = PictureFormat.MESSAGE)
        @Nullable
        String outputFormat,

        @Schema(description = "low, medium, high or auto: how many steps, where steps is not given.")
        @Pattern(regexp = Quality.VALUES, message = "must be one of auto, low, medium, high, standard, hd")
        @Nullable
        String quality,

        @Schema(description = "Answers with server-sent events.") @Nullable
        Boolean stream,

        @Schema(description = "Previews while it is drawn, 0 to 3; with stream only.")
        @Min(value = 0, message = "must be from 0 to 3")
        @Max(value = 3, message = "must be from 0 to 3")
        @Nullable
        Integer partialImages,

        @Schema(description = "opaque or auto: images have no transparency.")
        @Pattern(regexp = "opaque|auto", message = "must be opaque or auto: images have no transparent background")
        @Nullable
        String background,

        @Schema(description = "vivid or natural; has no effect.")
        @Pattern(regexp = "vivid|natural", message = "must be vivid or natural")
        @Nullable
        String style,

        @Schema(description = "low or auto; has no effect.")
        @Pattern(regexp = "low|auto", message = "must be low or auto")
        @Nullable
        String moderation,

        @Schema(description = "Accepted for compatibility, ignored.") @Nullable
        String user,

        @Schema(description = "Quality of jpeg and webp, from 0, the smallest file, to 100.", defaultValue = "100")
        @Min(value = 0, message = "must be from 0 to 100")
        @Max(value = 100, message = "must be from 0 to 100")
        @Nullable
        Integer outputCompression,

        @Schema(description = "Denoising steps.") @Nullable Integer steps,

        @Schema(description = "Classifier-free guidance scale; 1 is none.") @Nullable
        Double guidance,

        @Schema(description = "The same seed gives the same image; -1 is a random one.") @Nullable
        Long seed,

        @Schema(description = "What not to draw.") @Nullable String negativePrompt,

        @Schema(description = "ddim, euler or model.") @Nullable
        String scheduler,

        @Schema(description = "A precision of the model, such as fp16 or int8.") @Nullable
        String precision,

        @Schema(description = "How far a repair may go: none, retry, same_model or any.")
        @Pattern(regexp = "none|retry|same_model|any", message = "must be one of none, retry, same_model, any")
        @Nullable
        String recovery,

        @Schema(description = "How much quality a repair may cost in all, 0 to 1.")
        @DecimalMin(value = "0", message = "must be from 0 to 1")
        @DecimalMax(value = "1", message = "must be from 0 to 1")
        @Nullable
        Double maxDegradation,

        @Schema(description = "critical, high, normal or low: which requests it may overtake.", defaultValue = "normal")
        @Pattern(regexp = "critical|high|normal|low", message = "must be one of critical, high, normal, low")
        @Nullable
        String priority,

        @Schema(description = "After so many seconds the answer is of no use: 504 is answered then.")
        @Min(value = 1, message = "must be from 1 to 86400")
        @Max(value = 86_400, message = "must be from 1 to 86400")
        @Nullable
        Integer deadlineSeconds,

        @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {

    /** What to tell of fields that have no effect, in order. */
    List<String> warnings() {
        var warnings = new ArrayList<>(UnknownFields.warnings(unknown));
        if (partialImages != null && partialImages > 0 && !streams()) {
            warnings.add("The field 'partial_images' has no effect without stream.");
        }
        if (asUrl() && streams()) {
            warnings.add("The field 'response_format' has no effect with stream: its pictures are b64_json.");
        }
        if (style != null) {
            warnings.add("The field 'style' has no effect.");
        }
        if (moderation != null) {
            warnings.add("The field 'moderation' has no effect: there is no moderation.");
        }
        if (steps != null && quality != null && !quality.equals("auto")) {
            warnings.add("The field 'quality' has no effect beside steps.");
        }
        warnings.addAll(ImageWarnings.of(prompt, negativePrompt, seed, outputFormat, outputCompression));
        return List.copyOf(warnings);
    }

    /** The job that is asked for: kept if that is possible, since its caller waits for the answer. */
    JobRequest toRequest(ImageGeneration generation, Caller caller) {
        return new JobRequest(
                generation,
                caller,
                Priority.of(priority == null ? Priority.NORMAL.code() : priority)
                        .orElse(Priority.NORMAL),
                Optional.ofNullable(deadlineSeconds).map(Duration::ofSeconds),
                Durability.IF_POSSIBLE);
    }

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean asUrl() {
        return "url".equals(responseFormat);
    }

    /** @param scope how far a repair may go if the body says nothing */
    ImageGeneration toGeneration(Optional<RecoveryScope> scope) {
        var asked = recovery == null ? scope : RecoveryScope.of(recovery);
        return new ImageGeneration(
                Optional.ofNullable(model),
                prompt == null ? "" : prompt,
                Optional.ofNullable(negativePrompt),
                Optional.ofNullable(size),
                Optional.ofNullable(steps).or(() -> Quality.steps(quality)),
                Optional.ofNullable(guidance),
                RandomSeed.unless(seed),
                Optional.ofNullable(n),
                Optional.ofNullable(scheduler),
                Optional.ofNullable(precision),
                streams() && partialImages != null ? partialImages : 0,
                PictureEncoding.of(outputFormat, outputCompression),
                new RecoveryPolicy(
                        asked.orElse(RecoveryScope.ANY),
                        maxDegradation == null ? 1 : maxDegradation,
                        asked.filter(RecoveryScope.ANY::equals).isPresent() && maxDegradation == null));
    }
}
