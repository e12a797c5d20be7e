package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

    // Numbers of fields in onnx.proto3.
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTIONS = 25;
    private static final int FUNCTION_NODE = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_SPARSE_INITIALIZER = 15;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL_DATA = 13;

    /** Of names in a file, so much is told. */
    private static final int LONGEST_NAME = 64;

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
        var found = new Found();
        var in = new ProtobufReader(channel);
        if (in.isAtEnd()) {
            throw new IOException("the file is empty");
        }
        in.message((field, value) -> {
            switch (field) {
                case MODEL_GRAPH -> found.graph(value, null);
                case MODEL_FUNCTIONS ->
                    value.message((part, node) -> {
                        if (part == FUNCTION_NODE) {
                            found.node(node, "a function");
                        }
                    });
                default -> {}
            }
        });
        if (!found.hasGraph) {
            throw new IOException("the file holds no network");
        }
        return new OnnxFile(found.external, found.open, found.unreachable);
    }

    /** Collects what is found on the way through the file. */
    private static final class Found {

        private final Map<String, Long> external = new TreeMap<>();
        private final Set<String> open = new TreeSet<>();
        private final List<String> unreachable = new ArrayList<>();
        private boolean hasGraph;

        /** @param body whose body it is; null for the main graph */
        void graph(ProtobufReader in, @Nullable String body) throws IOException {
            hasGraph = true;
            in.message((field, value) -> {
                switch (field) {
                    case GRAPH_NODE -> node(value, body);
                    case GRAPH_INITIALIZER -> tensor(value, body == null ? null : "the body of " + body);
                    case GRAPH_SPARSE_INITIALIZER -> sparse(value);
                    default -> {}
                }
            });
        }

        void node(ProtobufReader in, @Nullable String body) throws IOException {
            var texts = new String[] {"", ""}; // name and operator, which come before the attributes
            in.message((field, value) -> {
                switch (field) {
                    case NODE_NAME, NODE_OPERATOR -> texts[field - NODE_NAME] = shown(value.text());
                    case NODE_ATTRIBUTE -> attribute(value, texts[1], texts[0], body);
                    default -> {}
                }
            });
        }

        /** Constants of the main graph are initializers to ONNX Runtime. */
        private void attribute(ProtobufReader in, String operator, String name, @Nullable String body)
                throws IOException {
            var node = "the " + operator + (name.isEmpty() ? "" : " '" + name + "'");
            var place = body != null
                    ? "the body of " + body
                    : operator.equals("Constant") ? null : "an attribute of " + node;
            in.message((field, value) -> {
                switch (field) {
                    case 5 -> tensor(value, place); // t
                    case 10 -> tensor(value, "an attribute of " + node); // tensors
                    case 6, 11 -> graph(value, node); // g, graphs
                    case 22, 23 -> sparse(value); // sparse_tensor, sparse_tensors
                    default -> {}
                }
            });
        }

        private void sparse(ProtobufReader in) throws IOException {
            in.message((field, value) -> {
                if (field == 1 || field == 2) { // values, indices
                    tensor(value, "a sparse tensor");
                }
            });
        }

        /** @param place where it is in the network, if weights in other files cannot be used there */
        private void tensor(ProtobufReader in, @Nullable String place) throws IOException {
            var entries = new TreeMap<String, String>();
            var name = new String[] {""};
            in.message((field, value) -> {
                if (field == TENSOR_EXTERNAL_DATA) {
                    var pair = new String[] {"", ""};
                    value.message((part, text) -> {
                        if (part == 1 || part == 2) {
                            pair[part - 1] = text.text();
                        }
                    });
                    entries.put(pair[0], pair[1]);
                } else if (field == TENSOR_NAME) {
                    name[0] = shown(value.text());
                }
            });
            var location = entries.get("location");
            if (location != null) {
                var end = number(entries.get("offset")) + number(entries.get("length"));
                external.merge(location, end, Math::max);
                if (number(entries.get("length")) == 0) {
                    open.add(location);
                }
                if (place != null) {
                    unreachable.add("the tensor '" + name[0] + "' in " + place);
                }
            }
        }

        private static String shown(String name) {
            var plain = name.replaceAll("\\p{Cntrl}", "");
            return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "…" : plain;
        }

        private static long number(@Nullable String text) throws IOException {
            try {
                return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IOException("not a number of bytes: " + text, e);
            }
        }
    }
}
