package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.work.ImageWork;
import java.util.Random;

/** Makes the first latents of a picture, and passes on what becomes of them. */
@FunctionalInterface
interface Noise {

    /** Standard normal noise by {@link Random#nextGaussian()}, which gives the same numbers on every Java platform. */
    Noise GAUSSIAN = (picture, image, length) -> {
        var random = new Random(picture.seed() + image);
        var noise = new float[length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    };

    /**
     * Noise of deviation 1.
     *
     * @param image which picture of the request, from 0
     * @param length how many numbers
     */
    float[] of(ImageWork picture, int image, int length);

    /** The latents after a step, from 0; they are overwritten by the next. */
    default void stepped(int step, float[] latents) {}
}
