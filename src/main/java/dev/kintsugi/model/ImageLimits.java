package dev.kintsugi.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The limits of the parameters of a picture.
 *
 * @param size width and height in pixels
 * @param steps denoising steps
 * @param guidance classifier-free guidance scale; 1 is none
 * @param images pictures per request
 * @param promptLength characters of a prompt
 * @param guidanceRescale φ of Lin et al. 2024, section 3.4, from 0 to 1: how far guided predictions get the deviation
 *     of unguided ones back
 */
@RegisterForReflection
public record ImageLimits(
        Size size,
        Range steps,
        Range guidance,
        Range images,
        @JsonProperty("prompt_length") int promptLength,
        @JsonProperty("guidance_rescale") double guidanceRescale) {

    public ImageLimits {
        if (!(guidanceRescale >= 0 && guidanceRescale <= 1)) {
            throw new IllegalArgumentException("guidance_rescale must be from 0 to 1, was " + guidanceRescale);
        }
    }

    /**
     * Limits of a picture's sides in pixels.
     *
     * @param standard the default
     * @param min the smallest side
     * @param max the largest side
     * @param multiple both sides are multiples of this
     * @param pixels at most this many pixels in all
     */
    @RegisterForReflection
    @Schema(name = "SizeLimits")
    public record Size(@JsonProperty("default") int standard, int min, int max, int multiple, long pixels) {}

    /**
     * Limits of a number, both included.
     *
     * @param standard the default
     * @param min the least
     * @param max the most
     */
    @RegisterForReflection
    @Schema(name = "NumberLimits")
    public record Range(@JsonProperty("default") double standard, double min, double max) {}
}
