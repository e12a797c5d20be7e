package dev.kintsugi.pipeline.tensor;

import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.tensor.TensorSpec;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which outputs of a network can be sent. */
final class OutputLimits {

    /** More numbers than that in one answer are a mistake, or need another interface. */
    private static final long MOST_NUMBERS = 1 << 22;

    private OutputLimits() {}

    /**
     * Before anything is computed: how many numbers an output has at least, as far as the network says. Axes of one name are of one
     * length, those of which nothing is known have one element.
     *
     * @param outputs which are wanted
     * @throws TypedException invalid_parameters if one of them has too many
     */
    static void requireSendable(OnnxHeader header, Map<String, TensorValue> inputs, Set<String> outputs) {
        var lengths = lengths(header, inputs);
        header.outputs().forEach((name, value) -> {
            if (outputs.contains(name)) {
                requireSendable(
                        name,
                        value.axes().stream()
                                .map(axis -> axis.length().orElseGet(() -> lengths.getOrDefault(axis.name(), 1L)))
                                .toList(),
                        "at least ");
            }
        });
    }

    private static Map<String, Long> lengths(OnnxHeader header, Map<String, TensorValue> inputs) {
        var lengths = new HashMap<String, Long>();
        inputs.forEach((name, tensor) -> {
            var declared = header.inputs().get(name);
            for (int i = 0; declared != null && i < declared.axes().size(); i++) {
                var axis = declared.axes().get(i).name();
                if (!axis.isEmpty()) {
                    lengths.merge(axis, tensor.shape().get(i), Math::min);
                }
            }
        });
        return lengths;
    }

    /**
     * An output that was computed.
     *
     * @throws TypedException invalid_parameters if it has too many numbers, model_compatibility_error if too many axes
     */
    static void requireSendable(TensorSpec output) {
        if (!output.isReadable()) {
            throw UnusableNetwork.without("the output " + output.name() + " has "
                    + output.shape().size() + " axes: those of type "
                    + output.type().code() + " can be sent with at most "
                    + output.type().maxAxes());
        }
        requireSendable(output.name(), output.shape(), "");
    }

    private static void requireSendable(String output, List<Long> shape, String about) {
        var numbers = shape.contains(0L)
                ? 0
                : shape.stream().mapToDouble(Long::doubleValue).reduce(1, (one, other) -> one * other);
        if (numbers > MOST_NUMBERS) {
            throw TypedException.invalid(List.of(new FieldError(
                    "inputs",
                    "make the output %s too large: %s%.0f numbers, at most %d are sent"
                            .formatted(output, about, numbers, MOST_NUMBERS))));
        }
    }
}
