package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * @param outputs what the network gives
 * @param lookedUp for each input of whole numbers that looks rows of a table up: how many rows the table has
 */
public record OnnxHeader(Map<String, Value> inputs, Map<String, Value> outputs, Map<String, Long> lookedUp) {

    // Numbers of fields in onnx.proto3.
    private static final int MODEL_GRAPH = 7;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;

    /** Operators that hand whole numbers on as they are. */
    private static final Set<String> HANDING_ON = Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze");

    /**
     * An input or output.
     *
     * @param type of its elements, as {@code TensorProto.DataType} numbers them
     * @param axes its dimensions
     */
    public record Value(int type, List<Axis> axes) {}

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
            var found = new Found();
            new ProtobufReader(channel).message((field, value) -> {
                if (field == MODEL_GRAPH) {
                    found.graph(value);
                }
            });
            return Optional.of(found.header());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Collects what is found on the way through the file. */
    private static final class Found {

        private final Map<String, Value> inputs = new LinkedHashMap<>();
        private final Map<String, Value> outputs = new LinkedHashMap<>();
        private final Map<String, Long> rows = new HashMap<>();
        private final Set<String> initialized = new HashSet<>();
        private final Map<String, String> origins = new HashMap<>();
        private final Map<String, String> tables = new HashMap<>();

        OnnxHeader header() {
            initialized.forEach(inputs::remove);
            var lookedUp = new HashMap<String, Long>();
            tables.forEach((input, table) -> {
                if (rows.containsKey(table)) {
                    lookedUp.put(input, rows.get(table));
                }
            });
            return new OnnxHeader(inputs, outputs, Map.copyOf(lookedUp));
        }

        void graph(ProtobufReader in) throws IOException {
            in.message((field, value) -> {
                switch (field) {
                    case 1 -> node(value);
                    case 5 -> initializer(value);
                    case 11 -> value(value, inputs);
                    case 12 -> value(value, outputs);
                    default -> {}
                }
            });
        }

        /** Nodes come in the order in which they can be computed. */
        private void node(ProtobufReader in) throws IOException {
            var from = new ArrayList<String>(2);
            var texts = new HashMap<Integer, String>();
            in.message((field, value) -> {
                switch (field) {
                    case 1 -> from.add(value.text());
                    case NODE_OUTPUT, NODE_OPERATOR -> texts.put(field, value.text());
                    default -> {}
                }
            });
            var operator = texts.getOrDefault(NODE_OPERATOR, "");
            if (HANDING_ON.contains(operator) && !from.isEmpty()) {
                origins.put(texts.getOrDefault(NODE_OUTPUT, ""), origin(from.getFirst()));
            } else if (operator.equals("Gather") && from.size() > 1) {
                tables.putIfAbsent(origin(from.get(1)), from.getFirst());
            }
        }

        private String origin(String name) {
            return origins.getOrDefault(name, name);
        }

        private void initializer(ProtobufReader in) throws IOException {
            var dimensions = new ArrayList<Long>();
            var name = new String[] {""};
            in.message(
                    (field, value) -> {
                        if (field == 8) {
                            name[0] = value.text();
                        }
                        while (field == 1 && !value.isAtEnd()) { // packed
                            dimensions.add(value.varint());
                        }
                    },
                    (field, number) -> {
                        if (field == 1) {
                            dimensions.add(number);
                        }
                    });
            initialized.add(name[0]);
            if (dimensions.size() == 2) {
                rows.put(name[0], dimensions.getFirst());
            }
        }

        private static void value(ProtobufReader in, Map<String, Value> values) throws IOException {
            var name = new String[] {""};
            var axes = new ArrayList<Axis>();
            var type = new int[1];
            in.message((field, value) -> {
                switch (field) {
                    case 1 -> name[0] = value.text();
                    case 2 ->
                        value.message((kind, tensor) -> {
                            if (kind == 1) {
                                type[0] = tensor(tensor, axes);
                            }
                        });
                    default -> {}
                }
            });
            values.put(name[0], new Value(type[0], List.copyOf(axes)));
        }

        private static int tensor(ProtobufReader in, List<Axis> axes) throws IOException {
            var type = new int[1];
            in.message(
                    (field, value) -> {
                        if (field == 2) {
                            value.message((_, axis) -> axes.add(axis(axis)));
                        }
                    },
                    (field, number) -> {
                        if (field == 1) {
                            type[0] = (int) number;
                        }
                    });
            return type[0];
        }

        private static Axis axis(ProtobufReader in) throws IOException {
            var length = new long[1];
            var name = new String[] {""};
            in.message((_, value) -> name[0] = value.text(), (_, number) -> length[0] = number);
            return new Axis(length[0] > 0 ? OptionalLong.of(length[0]) : OptionalLong.empty(), name[0]);
        }
    }
}
