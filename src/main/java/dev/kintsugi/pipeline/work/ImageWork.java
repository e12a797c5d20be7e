package dev.kintsugi.pipeline.work;

import dev.kintsugi.model.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Pictures that are to be drawn.
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
public record ImageWork(
        String prompt,
        String negativePrompt,
        Size size,
        int steps,
        double guidance,
        long seed,
        int count,
        SchedulerKind scheduler)
        implements Work {

    public ImageWork withSize(Size other) {
        return new ImageWork(prompt, negativePrompt, other, steps, guidance, seed, count, scheduler);
    }

    public ImageWork withSteps(int other) {
        return new ImageWork(prompt, negativePrompt, size, other, guidance, seed, count, scheduler);
    }

    @Override
    public WorkKind kind() {
        return WorkKind.IMAGE;
    }

    @Override
    public String part() {
        return "";
    }

    @Override
    public Cost cost() {
        return new Cost(count, steps, guidance > 1 ? 2 : 1, size.pixels());
    }

    @Override
    public String title() {
        return "A picture of " + size;
    }

    @Override
    public String description() {
        return (count == 1 ? title() : "A request for " + count + " pictures of " + size) + " in " + steps
                + (steps == 1 ? " step" : " steps");
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("size", size.toString(), "steps", String.valueOf(steps), "n", String.valueOf(count));
    }

    @Override
    public String text() {
        return prompt;
    }

    @Override
    public ImageWork shape() {
        return new ImageWork("", "", size, steps, guidance, 0, count, scheduler);
    }

    @Override
    public ImageWork inShape(Work shape) {
        return switch (shape) {
            case ImageWork image -> withSize(image.size()).withSteps(image.steps());
            case TensorWork _ -> this;
        };
    }

    @Override
    public String fingerprint() {
        var needed = cost();
        var text = "%s %s %d %d %d %s"
                .formatted(kind().code(), size, needed.items(), needed.steps(), needed.branches(), scheduler.code());
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isAnsweredBy(Work other) {
        return other instanceof ImageWork drawn
                && prompt.equals(drawn.prompt())
                && negativePrompt.equals(drawn.negativePrompt())
                && size.equals(drawn.size())
                && count == drawn.count();
    }

    @Override
    public String distinction() {
        return "seed " + seed;
    }

    @Override
    public Work told() {
        return this;
    }
}
