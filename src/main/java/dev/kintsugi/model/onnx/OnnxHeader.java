package dev.kintsugi.model.onnx;

import dev.kintsugi.model.file.FileFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an ONNX file says of itself (onnx.proto of ONNX 1.x), read without its weights and without ONNX Runtime.
 *
 * @param inputs what the network takes, without those that have a value of their own
 * @param defaulted what the network would take, but has a value for
 * @param outputs what the network gives
 * @param lookedUp for each input of whole numbers that looks rows of a table up: how many rows the table has
 */
public record OnnxHeader(
        Map<String, Value> inputs, Set<String> defaulted, Map<String, Value> outputs, Map<String, Long> lookedUp) {

    /**
     * An input or output.
     *
     * @param type of its elements, as {@code TensorProto.DataType} numbers them
     * @param shaped whether it declares a shape: without one its rank is unknown, which a scalar's is not
     * @param axes its dimensions; none of a scalar, or without a shape
     */
    public record Value(int type, boolean shaped, List<Axis> axes) {}

    /**
     * One dimension.
     *
     * @param length empty if any is accepted
     * @param name empty if it has none
     */
    public record Axis(OptionalLong length, String name) {}

    private record Known(FileFingerprint fingerprint, Optional<OnnxHeader> header) {}

    /** Each file is read again only when it was changed. */
    private static final Map<Path, Known> KNOWN = new ConcurrentHashMap<>();

    /** The header of a file; empty if it is no regular file or no ONNX file, which shows when it is loaded. */
    public static Optional<OnnxHeader> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            var fingerprint = FileFingerprint.of(file);
            var known = KNOWN.get(file);
            if (known == null || !known.fingerprint().equals(fingerprint)) {
                known = new Known(fingerprint, parse(file));
                KNOWN.put(file, known);
            }
            return known.header();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<OnnxHeader> parse(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            return Optional.of(new OnnxHeaderReader().read(new ProtobufReader(channel)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
