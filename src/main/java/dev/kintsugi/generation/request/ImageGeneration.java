package dev.kintsugi.generation.request;

import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import java.util.Optional;

/**
 * An image request as it was sent: everything but the prompt may be left to the model's defaults.
 *
 * @param model the model's id
 * @param prompt what to draw
 * @param negativePrompt what not to draw
 * @param size {@code 128x128} or {@code auto}
 * @param steps denoising steps
 * @param guidance classifier-free guidance scale
 * @param seed of the first picture
 * @param count how many pictures
 * @param scheduler {@code ddim}, {@code euler} or the model's own
 * @param precision of the model's weights
 * @param previews how many previews of each picture are wanted, 0 to 3
 * @param encoding of the pictures in answers; as they are kept, which is PNG, if it is empty
 * @param policy how far a recovery may go
 */
public record ImageGeneration(
        Optional<String> model,
        String prompt,
        Optional<String> negativePrompt,
        Optional<String> size,
        Optional<Integer> steps,
        Optional<Double> guidance,
        Optional<Long> seed,
        Optional<Integer> count,
        Optional<String> scheduler,
        Optional<String> precision,
        int previews,
        Optional<PictureEncoding> encoding,
        RecoveryPolicy policy)
        implements GenerationRequest {

    @Override
    public ImageGeneration kept() {
        return this;
    }

    @Override
    public ImageGeneration with(RecoveryPolicy other) {
        return new ImageGeneration(
                model,
                prompt,
                negativePrompt,
                size,
                steps,
                guidance,
                seed,
                count,
                scheduler,
                precision,
                previews,
                encoding,
                other);
    }
}
