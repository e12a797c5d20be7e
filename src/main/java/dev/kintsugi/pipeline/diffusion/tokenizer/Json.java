package dev.kintsugi.pipeline.diffusion.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;

/** Reads the small JSON files beside the networks. NaN is read, as Python writes it, so that it can be refused by name. */
final class Json {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** The vocabularies of today have up to 20 MB. */
    private static final long LARGEST = 64L << 20;

    private Json() {}

    /** @param path relative to the model's folder */
    static JsonNode read(Model model, String path) throws IOException {
        var file = model.path(path);
        if (Files.size(file) > LARGEST) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    path + " has " + Files.size(file) + " bytes, at most " + LARGEST + " are read");
        }
        try {
            var json = MAPPER.readTree(Files.readAllBytes(file));
            if (json.isMissingNode()) {
                throw new TypedException(FailureType.MODEL_CORRUPTION_DETECTED, path + " is empty");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new TypedException(FailureType.MODEL_CORRUPTION_DETECTED, path + " is not valid JSON", e);
        }
    }
}
