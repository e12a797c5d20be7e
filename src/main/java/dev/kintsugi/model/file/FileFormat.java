package dev.kintsugi.model.file;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks files without a known checksum: each must at least be complete in itself. */
public final class FileFormat {

    /** Infinite numbers are no damage: Python writes them. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** What is larger is no settings, and refused when it is read. */
    private static final long LONGEST_JSON = 64L << 20;

    private FileFormat() {}

    /**
     * What a file is not; empty if it is whole, or of a kind that is not known.
     *
     * @param size in bytes
     * @throws IOException if it cannot be opened or the disk fails, which says nothing about its content
     */
    public static Optional<String> problem(Path file, long size) throws IOException {
        var name = file.toString();
        if (name.endsWith(".onnx")) {
            return read(() -> OnnxFile.read(file)) ? Optional.empty() : Optional.of("is no whole ONNX file");
        }
        if (name.endsWith(".json") && size <= LONGEST_JSON) {
            return read(() -> json(file)) ? Optional.empty() : Optional.of("is no JSON document");
        }
        Files.newByteChannel(file).close();
        return Optional.empty();
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static void json(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            JSON.readTree(in);
        }
    }

    private static boolean read(Reading reading) throws IOException {
        try {
            reading.run();
            return true;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // whatever a reader says of content that it cannot read
            return false;
        }
    }
}
