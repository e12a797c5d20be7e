package dev.kintsugi.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** How the numbers of a tensor that a client sent are nested: not at all, or like its shape. */
final class TensorNesting {

    private TensorNesting() {}

    /** Whether arrays are in it, and not numbers alone. */
    static boolean isNested(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).anyMatch(JsonNode::isArray);
    }

    /** Whether its arrays are nested like the shape, and each is as long as that says. */
    static boolean isAs(List<Long> shape, JsonNode node) {
        if (shape.isEmpty()) {
            return !node.isArray();
        }
        if (!node.isArray() || node.size() != shape.getFirst()) {
            return false;
        }
        var inner = shape.subList(1, shape.size());
        return StreamSupport.stream(node.spliterator(), false).allMatch(element -> isAs(inner, element));
    }
}
