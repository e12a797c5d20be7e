package dev.kintsugi.pipeline.diffusion.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;

/** The {@code tokenizer.json} of a model, composed of {@code vocab.json} and {@code merges.txt} if an export has only these. */
final class TokenizerJson {

    private TokenizerJson() {}

    /**
     * Reads it.
     *
     * @throws TypedException model_loading_failed if files are missing, model_compatibility_error if they do not belong
     *     together
     */
    static JsonNode read(Model model, TokenizerConfig config) throws IOException {
        var whole = Files.isRegularFile(model.path(TokenizerConfig.TOKENIZER));
        var parts = Files.isRegularFile(model.path(TokenizerConfig.VOCABULARY));
        if (!whole) {
            for (var path : new String[] {TokenizerConfig.VOCABULARY, TokenizerConfig.MERGES}) {
                if (!Files.isRegularFile(model.path(path))) {
                    throw new TypedException(
                            FailureType.MODEL_LOADING_FAILED,
                            path + " is missing, and there is no " + TokenizerConfig.TOKENIZER);
                }
            }
            return ClipTokenizerJson.compose(model, config);
        }
        var json = Json.read(model, TokenizerConfig.TOKENIZER);
        if (parts && !Vocabulary.of(json).hasAllOf(Json.read(model, TokenizerConfig.VOCABULARY))) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    TokenizerConfig.TOKENIZER + " and " + TokenizerConfig.VOCABULARY
                            + " do not belong together: their tokens have other ids");
        }
        return json;
    }
}
