package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.Picture;
import dev.kintsugi.recovery.Change;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text whose end a model does not read.
 *
 * @param name which text
 * @param tokens how many it has
 * @param read how many of them the model reads
 */
record Cut(String name, int tokens, int read) {

    private static final double LOSS = 0.05;

    /** The texts of a picture that are cut; a negative prompt only where it is used at all. */
    static List<Cut> of(Picture picture, Tokenizer tokenizer) {
        var read = tokenizer.length();
        var prompt = new Cut("prompt", tokenizer.count(picture.prompt()), read);
        var negative = new Cut("negative_prompt", tokenizer.count(picture.negativePrompt()), read);
        return (picture.guidance() > 1 ? Stream.of(prompt, negative) : Stream.of(prompt))
                .filter(text -> text.tokens() > read)
                .toList();
    }

    String text() {
        return "the " + name.replace('_', ' ') + " has " + tokens + " tokens, but the model reads only " + read
                + ": its end was not used";
    }

    Change change() {
        return new Change(name, tokens + " tokens", read + " tokens", LOSS);
    }
}
