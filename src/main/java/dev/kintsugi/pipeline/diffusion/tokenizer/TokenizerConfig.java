package dev.kintsugi.pipeline.diffusion.tokenizer;

import dev.kintsugi.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the settings beside a tokenizer say.
 *
 * @param file {@code tokenizer_config.json}
 * @param start begins every text
 * @param end ends every text
 * @param padding fills a text up
 * @param length how many ids a text has; empty if the settings do not say it
 * @param notes which settings were missing and what was taken instead
 */
public record TokenizerConfig(
        ConfigFile file, String start, String end, String padding, OptionalInt length, List<String> notes) {

    public static final String SETTINGS = "tokenizer/tokenizer_config.json";
    static final String TOKENIZER = "tokenizer/tokenizer.json";
    static final String VOCABULARY = "tokenizer/vocab.json";
    static final String MERGES = "tokenizer/merges.txt";

    private static final String SPECIAL = "tokenizer/special_tokens_map.json";
    private static final String LENGTH = "model_max_length";

    /** More than this stands for "no limit": Hugging Face writes 10³⁰. */
    private static final double UNLIMITED = 1e6;

    private static final int LONGEST = 4096;

    public static TokenizerConfig read(Model model) throws IOException {
        var file = ConfigFile.read(model, SETTINGS);
        var special = ConfigFile.read(model, SPECIAL);
        var notes = new ArrayList<String>();
        if (!file.present()) {
            notes.add(SETTINGS + " is missing: the settings of CLIP were used");
        }
        var end = token(file, special, "eos_token").orElse("<|endoftext|>");
        var padding = token(file, special, "pad_token");
        if (file.present() && padding.isEmpty()) {
            notes.add(SETTINGS + " names no pad_token: " + end + " was used");
        }
        return new TokenizerConfig(
                file,
                token(file, special, "bos_token").orElse("<|startoftext|>"),
                end,
                padding.orElse(end),
                length(file),
                List.copyOf(notes));
    }

    private static Optional<String> token(ConfigFile file, ConfigFile special, String name) {
        return file.token(name).or(() -> special.token(name));
    }

    private static OptionalInt length(ConfigFile file) {
        var value = file.json().path(LENGTH);
        return !file.has(LENGTH) || value.isNumber() && value.doubleValue() > UNLIMITED
                ? OptionalInt.empty()
                : OptionalInt.of(file.integer(LENGTH, 0, 2, LONGEST));
    }
}
