package dev.kintsugi.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads manifests. */
final class Manifests {

    static final String FILE = "manifest.yaml";

    private static final ObjectMapper YAML = new YAMLMapper();

    private Manifests() {}

    static Manifest read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    static Manifest read(InputStream in) throws IOException {
        try {
            return YAML.readValue(in, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "a model's manifest cannot be read: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}
