package dev.kintsugi.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The files of {@code META-INF/openapi}, which are read at build time only. */
final class DocumentFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DocumentFiles() {}

    /** A file as JSON; a missing node if there is none of this name. */
    static JsonNode json(String name) {
        try (var in = DocumentFiles.class.getClassLoader().getResourceAsStream("META-INF/openapi/" + name)) {
            return in == null ? JSON.missingNode() : JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("META-INF/openapi/" + name, e);
        }
    }
}
