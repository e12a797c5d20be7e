package dev.kintsugi.pipeline.plan;

/**
 * What is to be drawn.
 *
 * @param prompt in the words that the model was trained on
 * @param negativePrompt what is not wanted; empty for nothing
 * @param size in pixels
 * @param steps denoising steps
 * @param guidance classifier-free guidance scale w (Ho and Salimans 2022); 1 is none
 * @param seed of the first picture; the i-th has seed + i
 * @param count how many pictures
 * @param scheduler how noise is taken away
 */
public record Picture(
        String prompt,
        String negativePrompt,
        Size size,
        int steps,
        double guidance,
        long seed,
        int count,
        SchedulerKind scheduler) {

    public Picture withSize(Size other) {
        return new Picture(prompt, negativePrompt, other, steps, guidance, seed, count, scheduler);
    }

    public Picture withSteps(int other) {
        return new Picture(prompt, negativePrompt, size, other, guidance, seed, count, scheduler);
    }
}
