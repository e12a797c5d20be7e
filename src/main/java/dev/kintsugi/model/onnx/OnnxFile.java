package dev.kintsugi.model.onnx;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an ONNX file says about its weights' location, read without the weights and without ONNX Runtime (onnx.proto3,
 * messages ModelProto, GraphProto and TensorProto). A file that ends too soon or is no ONNX file cannot be read.
 *
 * @param external the files beside it that hold weights, by the location that the file names, and how many bytes each
 *     must have at least
 * @param open which of these hold a weight that is not said to end anywhere, so that more of them may be needed
 * @param unreachable weights in other files that ONNX Runtime cannot be given from memory, as a person finds them in the
 *     network: those in the body of a Loop, If or Scan or of a function, and sparse ones
 */
public record OnnxFile(Map<String, Long> external, Set<String> open, List<String> unreachable) {

    /** One without any weights in other files. */
    public static final OnnxFile PLAIN = new OnnxFile(Map.of(), Set.of(), List.of());

    public OnnxFile {
        external = Map.copyOf(external);
        open = Set.copyOf(open);
        unreachable = List.copyOf(unreachable);
    }

    /**
     * The path of a weights file relative to the network's folder, with forward slashes.
     *
     * @param location as the network names it
     * @return nothing if it is outside of that folder or no name of a file
     */
    public static Optional<String> inside(String location) {
        try {
            var path = Path.of(location);
            var plain = path.normalize();
            return path.isAbsolute()
                            || location.contains("\\")
                            || plain.startsWith("..")
                            || plain.toString().isEmpty()
                    ? Optional.empty()
                    : Optional.of(plain.toString().replace('\\', '/'));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Files with weights that the network names outside of its folder, which are never read. */
    public List<String> outside() {
        return external.keySet().stream()
                .filter(location -> inside(location).isEmpty())
                .sorted()
                .toList();
    }

    /**
     * Reads the structure of a file and skips its weights.
     *
     * @throws IOException if the file cannot be read or is not a whole ONNX file
     */
    public static OnnxFile read(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            return read(channel);
        }
    }

    /** The same for a file that is open, from its beginning; it stays open. */
    public static OnnxFile read(SeekableByteChannel channel) throws IOException {
        return new ExternalDataReader().read(new ProtobufReader(channel));
    }
}
