package dev.kintsugi.runtime;

import java.util.List;

/**
 * What a network says of one of its inputs or outputs.
 *
 * @param name as the network calls it
 * @param type of its elements
 * @param shape its dimensions, −1 where any length is accepted; empty for a scalar
 * @param axes the names of its dimensions, empty for those without
 */
public record TensorSpec(String name, ElementType type, List<Long> shape, List<String> axes) {

    public TensorSpec {
        shape = List.copyOf(shape);
        axes = List.copyOf(axes);
    }
}
