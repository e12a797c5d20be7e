package dev.kintsugi.runtime.tensor;

import java.util.List;

/**
 * What a network says of one of its inputs or outputs.
 *
 * @param name as the network calls it
 * @param type of its elements
 * @param shape its dimensions, −1 if any length is accepted; empty for a scalar
 */
public record TensorSpec(String name, ElementType type, List<Long> shape) {

    public TensorSpec {
        shape = List.copyOf(shape);
    }

    /** Whether ONNX Runtime's Java API can read such a tensor. */
    public boolean isReadable() {
        return type != ElementType.OTHER && shape.size() <= type.maxAxes();
    }
}
