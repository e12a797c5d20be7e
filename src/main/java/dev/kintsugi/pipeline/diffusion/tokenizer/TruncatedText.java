package dev.kintsugi.pipeline.diffusion.tokenizer;

import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A text whose end a model does not read.
 *
 * @param name which text
 * @param tokens how many it has
 * @param read how many of them the model reads
 */
public record TruncatedText(String name, int tokens, int read) {

    private static final double LOSS = 0.05;

    /** The texts of a picture that are cut; a negative prompt only if it is used at all. */
    public static List<TruncatedText> of(ImageWork picture, Tokenizer tokenizer) {
        var read = tokenizer.length();
        var prompt = new TruncatedText("prompt", tokenizer.count(picture.prompt()), read);
        var negative = new TruncatedText("negative_prompt", tokenizer.count(picture.negativePrompt()), read);
        return (picture.guidance() > 1 ? Stream.of(prompt, negative) : Stream.of(prompt))
                .filter(text -> text.tokens() > read)
                .toList();
    }

    /** How many tokens of the texts of a picture a model reads; of a negative prompt only if it is used at all. */
    public static int tokensRead(ImageWork picture, Tokenizer tokenizer) {
        var prompt = Math.min(tokenizer.count(picture.prompt()), tokenizer.length());
        var used = picture.guidance() > 1 && !picture.negativePrompt().isEmpty();
        return used ? prompt + Math.min(tokenizer.count(picture.negativePrompt()), tokenizer.length()) : prompt;
    }

    public String text() {
        return "the " + name.replace('_', ' ') + " has " + tokens + " tokens, but the model reads only " + read
                + ": its end was not used";
    }

    /** @throws TypedException context_length_exceeded if its end may not be left out */
    public void require(Predicate<Change> allowed) {
        if (!allowed.test(change())) {
            throw new TypedException(
                    FailureType.CONTEXT_LENGTH_EXCEEDED,
                    "The " + name.replace('_', ' ') + " has " + tokens + " tokens, but the model reads only " + read
                            + ".");
        }
    }

    public Change change() {
        return new Change(name, tokens + " tokens", read + " tokens", LOSS);
    }
}
