package dev.kintsugi.pipeline.diffusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the small JSON files beside the networks. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode read(Path file) throws IOException {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new TypedException(
                    FailureType.MODEL_CORRUPTION_DETECTED, file.getFileName() + " of the model is not valid JSON", e);
        }
    }
}
