package dev.kintsugi.request;

import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.pipeline.picture.PictureFormat;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a submission says of the images that it asks for. */
record SubmittedImage(Submission body) {

    private static final int MOST_PREVIEWS = 10;

    /** Every field of images whose form is wrong. */
    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        var previews = body.previews();
        if (previews != null && (previews < 0 || previews > MOST_PREVIEWS)) {
            errors.add(new FieldError("previews", "must be from 0 to " + MOST_PREVIEWS));
        }
        var prompt = body.prompt();
        if (prompt == null || prompt.isBlank()) {
            errors.add(new FieldError("prompt", "must not be empty"));
        }
        var quality = body.quality();
        if (quality != null && !quality.matches(Quality.VALUES)) {
            errors.add(new FieldError("quality", "must be one of auto, low, medium, high, standard, hd"));
        }
        var format = body.outputFormat();
        if (format != null && !format.matches(PictureFormat.VALUES)) {
            errors.add(new FieldError("output_format", PictureFormat.MESSAGE));
        }
        var compression = body.outputCompression();
        if (compression != null && (compression < 0 || compression > 100)) {
            errors.add(new FieldError("output_compression", "must be from 0 to 100"));
        }
        return errors;
    }

    ImageGeneration generation(RecoveryPolicy policy) {
        var prompt = body.prompt();
        var previews = body.previews();
        return new ImageGeneration(
                Optional.ofNullable(body.model()),
                prompt == null ? "" : prompt,
                Optional.ofNullable(body.negativePrompt()),
                Optional.ofNullable(body.size()),
                Optional.ofNullable(body.steps()).or(() -> Quality.steps(body.quality())),
                Optional.ofNullable(body.guidance()),
                RandomSeed.unless(body.seed()),
                Optional.ofNullable(body.n()),
                Optional.ofNullable(body.scheduler()),
                Optional.ofNullable(body.precision()),
                previews == null ? 0 : previews,
                PictureEncoding.of(body.outputFormat(), body.outputCompression()),
                policy);
    }
}
