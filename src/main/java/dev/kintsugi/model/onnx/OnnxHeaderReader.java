package dev.kintsugi.model.onnx;

import dev.kintsugi.model.onnx.OnnxHeader.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Finds the inputs, outputs and tables of a network on one way through an ONNX file. */
final class OnnxHeaderReader {

    // Numbers of fields in onnx.proto3.
    private static final int MODEL_GRAPH = 7;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;

    /** Operators that hand whole numbers on as they are. */
    private static final Set<String> HANDING_ON = Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze");

    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final Map<String, Long> rows = new HashMap<>();
    private final Set<String> initialized = new HashSet<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, String> tables = new HashMap<>();
    private boolean hasGraph;

    /** @throws IOException if it is no ONNX file, or holds no network */
    OnnxHeader read(ProtobufReader in) throws IOException {
        in.message((field, value) -> {
            if (field == MODEL_GRAPH) {
                hasGraph = true;
                graph(value);
            }
        });
        if (!hasGraph) {
            throw new IOException("the file holds no network");
        }
        return header();
    }

    private OnnxHeader header() {
        var defaulted = new HashSet<>(inputs.keySet());
        defaulted.retainAll(initialized);
        initialized.forEach(inputs::remove);
        var lookedUp = new HashMap<String, Long>();
        tables.forEach((input, table) -> {
            if (rows.containsKey(table)) {
                lookedUp.put(input, rows.get(table));
            }
        });
        return new OnnxHeader(inputs, Set.copyOf(defaulted), outputs, Map.copyOf(lookedUp));
    }

    private void graph(ProtobufReader in) throws IOException {
        in.message((field, value) -> {
            switch (field) {
                case 1 -> node(value);
                case 5 -> initializer(value);
                case 11 -> ValueInfo.read(value).addTo(inputs);
                case 12 -> ValueInfo.read(value).addTo(outputs);
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
}
