package dev.kintsugi.pipeline.diffusion;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns a prompt into token ids with the model's own tokenizer: {@code tokenizer.json}, or {@code vocab.json} and
 * {@code merges.txt} where an export has only these.
 */
final class Tokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final int length;
    private final long padding;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int length) {
        this.tokenizer = tokenizer;
        this.length = length;
        var empty = tokenizer.encode("").getIds();
        this.padding = empty[empty.length - 1];
    }

    static Tokenizer load(Model model) throws IOException {
        var folder = model.path("tokenizer");
        var length = Json.read(folder.resolve("tokenizer_config.json"))
                .path("model_max_length")
                .asInt(77);
        return new Tokenizer(open(folder), length);
    }

    private static HuggingFaceTokenizer open(Path folder) throws IOException {
        var options = Map.of("padding", "false", "truncation", "false");
        var file = folder.resolve("tokenizer.json");
        var json = Files.exists(file) ? Files.readAllBytes(file) : ClipTokenizerJson.compose(folder);
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
        } catch (RuntimeException e) { // the library has none of its own
            throw new TypedException(
                    FailureType.MODEL_CORRUPTION_DETECTED, "the tokenizer of the model cannot be read", e);
        }
    }

    /** How many ids a prompt is made into. */
    int length() {
        return length;
    }

    /** Ids of a prompt, cut or padded with the end token to the model's fixed length: shape [{@link #length()}]. */
    long[] encode(String prompt) {
        var ids = tokenizer.encode(prompt).getIds();
        var padded = Arrays.copyOf(ids, length);
        if (ids.length < length) {
            Arrays.fill(padded, ids.length, length, padding);
        } else {
            padded[length - 1] = ids[ids.length - 1];
        }
        return padded;
    }

    /** How many ids a prompt has before it is cut. */
    int count(String prompt) {
        return tokenizer.encode(prompt).getIds().length;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
