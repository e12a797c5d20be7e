package dev.kintsugi.model.health;

import dev.kintsugi.model.file.JsonFile;
import dev.kintsugi.model.onnx.OnnxFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks files without a known checksum: each must at least be complete in itself. */
final class FileFormat {

    /** What is larger is no settings, and refused when it is read. */
    private static final long LONGEST_JSON = 64L << 20;

    private FileFormat() {}

    /**
     * What a file is not; empty if it is whole, or of a kind that is not known.
     *
     * @param size in bytes
     * @throws IOException if it cannot be opened or the disk fails, which says nothing about its content
     */
    static Optional<String> problem(Path file, long size) throws IOException {
        var name = file.toString();
        if (name.endsWith(".onnx")) {
            return read(() -> OnnxFile.read(file)) ? Optional.empty() : Optional.of("is no whole ONNX file");
        }
        if (name.endsWith(".json") && size <= LONGEST_JSON) {
            return read(() -> JsonFile.read(file)) ? Optional.empty() : Optional.of("is no JSON document");
        }
        Files.newByteChannel(file).close();
        return Optional.empty();
    }

    private interface Reading {
        void run() throws IOException;
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
