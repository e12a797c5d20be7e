package dev.kintsugi.pipeline.tensor;

import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.tensor.ElementType;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Networks that ONNX Runtime's Java API cannot be used for: it cannot make what they take, or read anything of what they give. */
public final class UnusableNetwork {

    private UnusableNetwork() {}

    /**
     * Makes sure that a network can be computed with tensors of the caller.
     *
     * @param name of the network
     * @throws TypedException model_compatibility_error that names what cannot be used
     */
    public static void requireUsable(String name, OnnxHeader header) {
        var inputs = named(header.inputs(), value -> !type(value).isInput() || hasTooManyAxes(value));
        if (!inputs.isEmpty()) {
            throw without("the network " + name + " takes what cannot be given to it: " + inputs);
        }
        var outputs = named(header.outputs(), UnusableNetwork::isUnreadable);
        if (header.outputs().values().stream().allMatch(UnusableNetwork::isUnreadable)) {
            throw without("the network " + name + " gives nothing that can be sent: " + outputs);
        }
    }

    private static boolean isUnreadable(OnnxHeader.Value value) {
        return type(value) == ElementType.OTHER || hasTooManyAxes(value);
    }

    private static boolean hasTooManyAxes(OnnxHeader.Value value) {
        return value.axes().size() > type(value).maxAxes();
    }

    private static ElementType type(OnnxHeader.Value value) {
        return ElementType.ofOnnx(value.type());
    }

    static TypedException without(String what) {
        return new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, what);
    }

    /** Such as <q>x (uint16), y (complex64)</q>. */
    private static String named(Map<String, OnnxHeader.Value> values, Predicate<OnnxHeader.Value> which) {
        return values.entrySet().stream()
                .filter(value -> which.test(value.getValue()))
                .map(value -> value.getKey() + " ("
                        + ElementType.nameOfOnnx(value.getValue().type())
                        + (hasTooManyAxes(value.getValue())
                                ? " of " + value.getValue().axes().size() + " axes)"
                                : ")"))
                .collect(Collectors.joining(", "));
    }
}
