package dev.kintsugi.model.file;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON files of models, as Python writes them. */
public final class JsonFile {

    /** Infinite numbers are no damage: Python writes them. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final long LONGEST_SETTINGS = 1 << 20;

    private JsonFile() {}

    /** @throws IOException if it cannot be read or is no JSON document */
    public static JsonNode read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return JSON.readTree(in);
        }
    }

    /** A file of settings; nothing if it is missing, too large or no JSON document. */
    public static JsonNode settings(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LONGEST_SETTINGS ? read(file) : JSON.missingNode();
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
