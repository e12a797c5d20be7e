package dev.kintsugi.request;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/jobs} and the data of a submit message: the same fields as {@code POST
 * /v1/images/generations}, previews, and what jobs have of their own.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "JobRequest")
public record Submission(
        @Schema(
                description = "What is made: image, or tensor for one network of a model with tensors of the caller.",
                defaultValue = "image")
        @Nullable
        String kind,

        @Schema(description = "What to draw.", examples = "a large red star on a blue background") @Nullable
        String prompt,

        @Schema(description = "A model of GET /v1/models, or an alias.") @Nullable
        String model,

        @Schema(description = "How many pictures, 1 to 10.") @Nullable
        Integer n,

        @Schema(description = "auto or <width>x<height>.") @Nullable
        String size,

        @Schema(description = "low, medium, high or auto: how many steps, if steps is not given.") @Nullable
        String quality,

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

        @Schema(description = "png, jpeg or webp: the format of the images in answers.", defaultValue = "png") @Nullable
        String outputFormat,

        @Schema(description = "Quality of jpeg and webp, from 0, the smallest file, to 100.", defaultValue = "100")
        @Nullable
        Integer outputCompression,

        @Schema(
                description =
                        "Of a tensor job: which network of the model, such as unet; not needed if it has one only.")
        @Nullable
        String network,

        @Schema(
                description =
                        "Of a tensor job: a tensor for each input of the network, by name; {} if it has none. Its dtype is float32, float64,"
                                + " float16, bfloat16, int64, int32, int16, int8, uint8, bool or string; a network that"
                                + " takes another type is refused with model_compatibility_error. Outputs can be of these types too, and"
                                + " uint64, uint32 or uint16.",
                type = SchemaType.OBJECT,
                implementation = Object.class,
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

    static final String TENSOR = "tensor";

    /** Warnings about fields that are ignored: unknown ones, then those of other kinds; in order. */
    public List<String> warnings() {
        var warnings = new ArrayList<>(UnknownFields.warnings(unknown));
        warnings.addAll(UnusedFields.warnings(this));
        if (!asksForTensor()) {
            warnings.addAll(ImageWarnings.of(prompt, negativePrompt, seed, outputFormat, outputCompression));
        }
        return List.copyOf(warnings);
    }

    boolean asksForTensor() {
        return TENSOR.equals(kind);
    }

    /**
     * The job that is asked for, which is to be kept surely.
     *
     * @param scope how far a repair may go if the body says nothing
     * @param check throws what is wrong with a request whose form is right
     * @throws TypedException invalid_parameters with every field that is wrong if the form of one is
     */
    public JobRequest toRequest(Caller caller, Optional<RecoveryScope> scope, Consumer<GenerationRequest> check) {
        return new SubmissionReader(this).read(caller, scope, check);
    }
}
