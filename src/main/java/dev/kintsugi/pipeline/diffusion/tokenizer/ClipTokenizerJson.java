package dev.kintsugi.pipeline.diffusion.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Composes the {@code tokenizer.json} of a CLIP tokenizer (Radford et al. 2021) from {@code vocab.json} and
 * {@code merges.txt}: byte-level BPE, lower case, words ended by {@code </w>}.
 */
final class ClipTokenizerJson {

    /** Each byte alone and at the end of a word, and some special tokens. */
    private static final int LARGEST_WITHOUT_MERGES = 2 * 256 + 8;

    private static final String WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private ClipTokenizerJson() {}

    /** The JSON of a model without a {@code tokenizer.json}. */
    static ObjectNode compose(Model model, TokenizerConfig config) throws IOException {
        if (!(Json.read(model, TokenizerConfig.VOCABULARY) instanceof ObjectNode vocab)) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    TokenizerConfig.VOCABULARY + " must be a JSON object of ids");
        }
        var special = new SpecialTokens(vocab, config);
        var json = Json.MAPPER.createObjectNode();
        json.put("version", "1.0");
        special.addTo(json.putArray("added_tokens"));
        normalizer(json);
        preTokenizer(json);
        postProcessor(json, special, config);
        model(json, vocab, model, config);
        return json;
    }

    private static void normalizer(ObjectNode json) {
        var steps = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        steps.addObject().put("type", "NFC");
        steps.addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("Regex", "\\s+");
        steps.addObject().put("type", "Lowercase");
    }

    private static void preTokenizer(ObjectNode json) {
        var steps = json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        steps.addObject()
                .put("type", "Split")
                .put("behavior", "Removed")
                .put("invert", true)
                .putObject("pattern")
                .put("Regex", WORDS);
        steps.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }

    private static void postProcessor(ObjectNode json, SpecialTokens special, TokenizerConfig config) {
        var post = json.putObject("post_processor")
                .put("type", "RobertaProcessing")
                .put("trim_offsets", false)
                .put("add_prefix_space", false);
        post.putArray("sep").add(config.end()).add(special.id(config.end()));
        post.putArray("cls").add(config.start()).add(special.id(config.start()));
    }

    private static void model(ObjectNode json, ObjectNode vocab, Model folder, TokenizerConfig config)
            throws IOException {
        var model = json.putObject("model")
                .put("type", "BPE")
                .put("unk_token", config.end())
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", "</w>")
                .put("fuse_unk", false)
                .put("byte_fallback", false);
        model.putNull("dropout");
        model.set("vocab", vocab);
        var merges = model.putArray("merges");
        Files.readAllLines(folder.path(TokenizerConfig.MERGES)).stream()
                .filter(line -> !line.startsWith("#version") && !line.isBlank())
                .forEach(merges::add);
        if (merges.isEmpty() && vocab.size() > LARGEST_WITHOUT_MERGES) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    TokenizerConfig.MERGES + " is empty, but " + TokenizerConfig.VOCABULARY + " has " + vocab.size()
                            + " tokens, some of which only merges make");
        }
    }
}
