package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.plan.Execution;

/**
 * What the UNet attends to, and how much.
 *
 * @param prompt the text encoder's state of the prompt, flat [tokens × width]
 * @param negative and of the negative prompt
 * @param tokens how many states each has
 * @param scale w of classifier-free guidance (Ho and Salimans 2022); up to 1 for none, then the negative prompt is not
 *     used
 * @param rescale φ of Lin et al. 2024, section 3.4: how far the guided prediction gets the deviation of the unguided one
 *     back; 0 for not at all
 * @param mode both predictions at once or one after the other
 */
public record Conditions(
        float[] prompt, float[] negative, int tokens, double scale, double rescale, Execution.Guidance mode) {

    boolean guided() {
        return scale > 1;
    }

    int width() {
        return prompt.length / tokens;
    }
}
