package dev.kintsugi.pipeline.diffusion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Composes the {@code tokenizer.json} of a CLIP tokenizer (Radford et al. 2021) from {@code vocab.json} and
 * {@code merges.txt}: byte-level BPE, lower case, words ended by {@code </w>}.
 */
final class ClipTokenizerJson {

    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final String WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private ClipTokenizerJson() {}

    static byte[] compose(Path folder) throws IOException {
        var vocab = (ObjectNode) Json.read(folder.resolve("vocab.json"));
        var json = Json.MAPPER.createObjectNode();
        json.put("version", "1.0");
        addedTokens(json, vocab);
        normalizer(json);
        preTokenizer(json);
        postProcessor(json, vocab);
        model(json, vocab, folder);
        return Json.MAPPER.writeValueAsBytes(json);
    }

    private static void addedTokens(ObjectNode json, ObjectNode vocab) {
        var added = json.putArray("added_tokens");
        for (var token : new String[] {START, END}) {
            added.addObject()
                    .put("id", vocab.get(token).asInt())
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
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

    private static void postProcessor(ObjectNode json, ObjectNode vocab) {
        var post = json.putObject("post_processor")
                .put("type", "RobertaProcessing")
                .put("trim_offsets", false)
                .put("add_prefix_space", false);
        post.putArray("sep").add(END).add(vocab.get(END).asInt());
        post.putArray("cls").add(START).add(vocab.get(START).asInt());
    }

    private static void model(ObjectNode json, ObjectNode vocab, Path folder) throws IOException {
        var model = json.putObject("model")
                .put("type", "BPE")
                .put("unk_token", END)
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", "</w>")
                .put("fuse_unk", false)
                .put("byte_fallback", false);
        model.putNull("dropout");
        model.set("vocab", vocab);
        var merges = model.putArray("merges");
        Files.readAllLines(folder.resolve("merges.txt")).stream()
                .filter(line -> !line.startsWith("#version") && !line.isBlank())
                .forEach(merges::add);
    }
}
