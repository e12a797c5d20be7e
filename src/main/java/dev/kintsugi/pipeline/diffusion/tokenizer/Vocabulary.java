package dev.kintsugi.pipeline.diffusion.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.HashMap;
import java.util.Map;

/**
 * The tokens of a tokenizer.
 *
 * @param ids by token
 * @param largest id
 */
record Vocabulary(Map<String, Long> ids, long largest) {

    /** @param json a {@code tokenizer.json} */
    static Vocabulary of(JsonNode json) {
        var ids = new HashMap<String, Long>();
        var vocab = json.path("model").path("vocab");
        if (!vocab.isObject() || vocab.isEmpty()) {
            // Such as the lists of unigram models.
            throw new TypedException(
                    json.path("model").path("type").isTextual() && !vocab.isMissingNode()
                            ? FailureType.MODEL_COMPATIBILITY_ERROR
                            : FailureType.MODEL_CORRUPTION_DETECTED,
                    TokenizerConfig.TOKENIZER + " has no vocabulary of tokens with ids (model.vocab)");
        }
        vocab.properties().forEach(entry -> ids.put(entry.getKey(), id(entry.getValue())));
        json.path("added_tokens").forEach(token -> ids.put(token.path("content").asText(), id(token.path("id"))));
        return new Vocabulary(
                ids, ids.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    private static long id(JsonNode id) {
        if (!id.canConvertToLong() || !id.isIntegralNumber() || id.longValue() < 0) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "the tokenizer's vocabulary has the id " + id + ", ids must be whole numbers from 0 on");
        }
        return id.longValue();
    }

    long require(String token, String role) {
        var id = ids.get(token);
        if (id == null) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "the tokenizer's vocabulary does not have the " + role + " " + token);
        }
        return id;
    }

    /** @param vocab tokens with ids, a {@code vocab.json} */
    boolean hasAllOf(JsonNode vocab) {
        return vocab.isObject()
                && vocab.properties().stream()
                        .allMatch(entry -> ids.getOrDefault(entry.getKey(), -1L)
                                == entry.getValue().asLong(-2));
    }
}
