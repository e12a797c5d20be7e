package dev.kintsugi.pipeline.diffusion.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.HashSet;

/**
 * The tokens of a CLIP vocabulary that are no parts of words, such as those that begin and end every text.
 *
 * @param vocab ids by token, as {@code vocab.json} has them
 */
record SpecialTokens(ObjectNode vocab, TokenizerConfig config) {

    /** Those that the settings list, and at least the first and the last of every text. */
    void addTo(ArrayNode added) {
        var known = new HashSet<String>();
        config.file().json().path("added_tokens_decoder").properties().forEach(entry -> {
            var token = entry.getValue().path("content").asText();
            if (!token.isEmpty() && vocab.path(token).asText().equals(entry.getKey()) && known.add(token)) {
                add(added, token, vocab.path(token).asInt(), entry.getValue());
            }
        });
        for (var token : new String[] {config.start(), config.end()}) {
            if (known.add(token)) {
                add(added, token, id(token), MissingNode.getInstance());
            }
        }
    }

    /** @param settings how spaces around it are treated; not if nothing is said */
    private void add(ArrayNode added, String token, int id, JsonNode settings) {
        added.addObject()
                .put("id", id)
                .put("content", token)
                .put("single_word", settings.path("single_word").asBoolean())
                .put("lstrip", settings.path("lstrip").asBoolean())
                .put("rstrip", settings.path("rstrip").asBoolean())
                .put("normalized", false)
                .put("special", true);
    }

    /**
     * The id of a token that begins or ends every text.
     *
     * @throws TypedException model_compatibility_error if the vocabulary does not have it
     */
    int id(String token) {
        if (!vocab.path(token).isIntegralNumber()) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    TokenizerConfig.VOCABULARY + " has no token " + token + ", which begins or ends every text");
        }
        return vocab.path(token).asInt();
    }
}
