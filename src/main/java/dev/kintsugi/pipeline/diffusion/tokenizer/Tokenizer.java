package dev.kintsugi.pipeline.diffusion.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.library.ShippedLibraries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns a prompt into token ids with the model's own tokenizer: {@code tokenizer.json}, or {@code vocab.json} and
 * {@code merges.txt} if an export has only these.
 */
public final class Tokenizer implements AutoCloseable {

    /** The default number of ids of a text: as CLIP. */
    public static final int USUAL_LENGTH = 77;

    /** As much as tables of embeddings are filled up to, for the sake of matrix units. */
    private static final long FILLED_UP = 128;

    private final HuggingFaceTokenizer tokenizer;
    private final long largest;
    private final int length;
    private final long padding;

    private Tokenizer(HuggingFaceTokenizer tokenizer, long largest, int length, long padding) {
        this.tokenizer = tokenizer;
        this.largest = largest;
        this.length = length;
        this.padding = padding;
    }

    /**
     * Opens the tokenizer of a model.
     *
     * @param length how many ids it makes of a text
     * @throws TypedException model_compatibility_error if it is not one of a text encoder like CLIP's
     */
    public static Tokenizer load(Model model, TokenizerConfig config, int length) throws IOException {
        var json = TokenizerJson.read(model, config);
        var vocabulary = Vocabulary.of(json);
        var padding = vocabulary.require(config.padding(), "pad_token");
        var start = vocabulary.require(config.start(), "bos_token");
        var end = vocabulary.require(config.end(), "eos_token");
        var tokenizer = open(Json.MAPPER.writeValueAsBytes(json));
        var ids = tokenizer.encode("").getIds();
        if (ids.length != 2 || ids[0] != start || ids[1] != end) {
            tokenizer.close();
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "tokenizer/tokenizer.json makes " + Arrays.toString(ids)
                            + " of an empty text instead of the ids of " + config.start() + " and " + config.end()
                            + ": it is not the tokenizer of this model");
        }
        return new Tokenizer(tokenizer, vocabulary.largest(), length, padding);
    }

    private static HuggingFaceTokenizer open(byte[] json) throws IOException {
        ShippedLibraries.tokenizers();
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json), Map.of("padding", "false", "truncation", "false"));
        } catch (RuntimeException e) { // the library has no exception type
            throw new TypedException(
                    FailureType.MODEL_CORRUPTION_DETECTED, "the tokenizer of the model cannot be read", e);
        }
    }

    /** How many ids a prompt is made into. */
    public int length() {
        return length;
    }

    /**
     * Makes sure that its ids are those of an embedding table.
     *
     * @param rows of the table
     * @throws TypedException model_compatibility_error if the table does not have them, or many others
     */
    public void requireFits(long rows) {
        if (largest >= rows || rows - largest > FILLED_UP) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "the tokenizer has ids up to " + largest + ", and the text encoder has embeddings for the ids 0 to "
                            + (rows - 1) + ": it is not the tokenizer of this model");
        }
    }

    /** Ids of a prompt, cut or padded to the model's fixed length: shape [{@link #length()}]. */
    public long[] encode(String prompt) {
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
