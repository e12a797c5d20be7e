package dev.kintsugi.model.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the tensors of an ONNX file that are kept in other files, on one way through it. */
final class ExternalDataReader {

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

    private final Map<String, Long> external = new TreeMap<>();
    private final Set<String> open = new TreeSet<>();
    private final List<String> unreachable = new ArrayList<>();
    private boolean hasGraph;

    /** @throws IOException if it is not a whole ONNX file */
    OnnxFile read(ProtobufReader in) throws IOException {
        if (in.isAtEnd()) {
            throw new IOException("the file is empty");
        }
        in.message((field, value) -> {
            switch (field) {
                case MODEL_GRAPH -> graph(value, null);
                case MODEL_FUNCTIONS ->
                    value.message((part, node) -> {
                        if (part == FUNCTION_NODE) {
                            node(node, "a function");
                        }
                    });
                default -> {}
            }
        });
        if (!hasGraph) {
            throw new IOException("the file holds no network");
        }
        return new OnnxFile(external, open, unreachable);
    }

    /** @param body whose body it is; null for the main graph */
    private void graph(ProtobufReader in, @Nullable String body) throws IOException {
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

    private void node(ProtobufReader in, @Nullable String body) throws IOException {
        var texts = new String[] {"", ""}; // name and operator, which come before the attributes
        in.message((field, value) -> {
            switch (field) {
                case NODE_NAME, NODE_OPERATOR -> texts[field - NODE_NAME] = TensorLocation.shown(value.text());
                case NODE_ATTRIBUTE -> attribute(value, texts[1], texts[0], body);
                default -> {}
            }
        });
    }

    /** Constants of the main graph are initializers to ONNX Runtime. */
    private void attribute(ProtobufReader in, String operator, String name, @Nullable String body) throws IOException {
        var node = "the " + operator + (name.isEmpty() ? "" : " '" + name + "'");
        var place =
                body != null ? "the body of " + body : operator.equals("Constant") ? null : "an attribute of " + node;
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
        var tensor = TensorLocation.read(in);
        var location = tensor.location();
        if (location != null) {
            external.merge(location, tensor.end(), Math::max);
            if (tensor.length() == 0) {
                open.add(location);
            }
            if (place != null) {
                unreachable.add("the tensor '" + tensor.name() + "' in " + place);
            }
        }
    }
}
