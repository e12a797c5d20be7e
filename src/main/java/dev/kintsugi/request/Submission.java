package dev.kintsugi.request;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.Priority;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.tensor.TensorValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/jobs} and the data of a submit message: the same fields as {@code POST
 * /v1/images/generations}, previews, and what jobs have of their own.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record Submission(
        @Schema(
                description = "What is made: image, or tensor for one network of a model with tensors of the caller.",
                defaultValue = "image")
        @Nullable
        String kind,

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

        @Schema(
                description =
                        "Of a tensor job: which network of the model, such as unet; not needed if it has one only.")
        @Nullable
        String network,

        @Schema(
                description = "Of a tensor job: a tensor for each input of the network, by name.",
                type = SchemaType.OBJECT,
                examples = "{\"x\": {\"dtype\": \"float32\", \"shape\": [1, 2], \"data\": [0.5, 1]}}")
        @Nullable
        JsonNode inputs,

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

    private static final String TENSOR = "tensor";
    private static final List<String> KINDS = List.of("image", TENSOR);
    private static final int MOST_PREVIEWS = 10;
    private static final int LONGEST_DEADLINE = 86_400;

    /** Warnings about unknown fields, which are ignored; in order. */
    public List<String> warnings() {
        var warnings = new ArrayList<>(UnknownFields.warnings(unknown));
        foreign().forEach((field, value) -> {
            if (value != null) {
                warnings.add("The field '" + field + "' has no effect for this kind of job.");
            }
        });
        return List.copyOf(warnings);
    }

    private boolean isTensor() {
        return TENSOR.equals(kind);
    }

    /** Fields of other kinds, in order. */
    private Map<String, @Nullable Object> foreign() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        if (isTensor()) {
            fields.put("prompt", prompt);
            fields.put("n", n);
            fields.put("size", size);
            fields.put("quality", quality);
            fields.put("steps", steps);
            fields.put("guidance", guidance);
            fields.put("seed", seed);
            fields.put("negative_prompt", negativePrompt);
            fields.put("scheduler", scheduler);
            fields.put("previews", previews);
        } else {
            fields.put("network", network);
            fields.put("inputs", inputs);
        }
        return fields;
    }

    /**
     * The job that is asked for, which is to be kept surely.
     *
     * @param scope how far a repair may go if the body says nothing
     * @throws TypedException invalid_parameters with every field whose form is wrong
     */
    public JobRequest toRequest(Caller caller, Optional<RecoveryScope> scope) {
        var errors = new ArrayList<FieldError>();
        var asked = recovery == null ? scope : RecoveryScope.of(recovery);
        if (recovery != null && asked.isEmpty()) {
            errors.add(new FieldError("recovery", "must be one of none, retry, same_model, any"));
        }
        if (maxDegradation != null && !(maxDegradation >= 0 && maxDegradation <= 1)) {
            errors.add(new FieldError("max_degradation", "must be from 0 to 1"));
        }
        if (kind != null && !KINDS.contains(kind)) {
            errors.add(new FieldError("kind", "must be one of " + String.join(", ", KINDS)));
        }
        if (!isTensor() && previews != null && (previews < 0 || previews > MOST_PREVIEWS)) {
            errors.add(new FieldError("previews", "must be from 0 to " + MOST_PREVIEWS));
        }
        if (!isTensor() && (prompt == null || prompt.isBlank())) {
            errors.add(new FieldError("prompt", "must not be empty"));
        }
        if (!isTensor() && quality != null && !quality.matches(Quality.VALUES)) {
            errors.add(new FieldError("quality", "must be one of auto, low, medium, high, standard, hd"));
        }
        var tensors = isTensor()
                ? new TensorInputs(errors).read(inputs == null ? NullNode.getInstance() : inputs)
                : Map.<String, TensorValue>of();
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
                isTensor() ? tensor(tensors, policy(asked)) : image(policy(asked)),
                caller,
                rank.orElse(Priority.NORMAL),
                Optional.ofNullable(deadlineSeconds).map(Duration::ofSeconds),
                Durability.REQUIRED);
    }

    private RecoveryPolicy policy(Optional<RecoveryScope> asked) {
        return new RecoveryPolicy(
                asked.orElse(RecoveryScope.ANY),
                maxDegradation == null ? 1 : maxDegradation,
                asked.filter(RecoveryScope.ANY::equals).isPresent() && maxDegradation == null);
    }

    private TensorGeneration tensor(Map<String, TensorValue> tensors, RecoveryPolicy policy) {
        return new TensorGeneration(
                Optional.ofNullable(model),
                Optional.ofNullable(network),
                Optional.ofNullable(precision),
                tensors,
                policy);
    }

    private ImageGeneration image(RecoveryPolicy policy) {
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
                policy);
    }
}
