package dev.kintsugi.pipeline.tensor;

import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorSpec;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a network takes, and what is wrong with tensors that it is given.
 *
 * @param network its name
 * @param specs its inputs by name
 * @param unshaped the inputs without a declared shape, which take any; their specs have an empty one, as those of scalars
 * @param defaulted what has a value of its own, which ONNX Runtime's Java API cannot replace
 */
public record NetworkInputs(
        String network, Map<String, TensorSpec> specs, Set<String> unshaped, Set<String> defaulted) {

    private static final String FIELD = "inputs";

    /** As the file of the network declares them. */
    public static NetworkInputs of(String network, OnnxHeader header) {
        var specs = new LinkedHashMap<String, TensorSpec>();
        header.inputs().forEach((name, value) -> {
            var shape =
                    value.axes().stream().map(axis -> axis.length().orElse(-1)).toList();
            specs.put(name, new TensorSpec(name, ElementType.ofOnnx(value.type()), shape));
        });
        return new NetworkInputs(network, specs, unshaped(header), header.defaulted());
    }

    /**
     * As a loaded network says.
     *
     * @param specs its inputs by name
     * @param header of its file, since ONNX Runtime tells a scalar from an input without a shape nowhere; empty if unknown
     */
    static NetworkInputs of(String network, Map<String, TensorSpec> specs, Optional<OnnxHeader> header) {
        return new NetworkInputs(
                network,
                specs,
                header.map(NetworkInputs::unshaped).orElse(Set.of()),
                header.map(OnnxHeader::defaulted).orElse(Set.of()));
    }

    private static Set<String> unshaped(OnnxHeader header) {
        return header.inputs().entrySet().stream()
                .filter(input -> !input.getValue().shaped())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Everything that is wrong, with the field of the request; empty if nothing is. */
    public List<FieldError> errors(Map<String, TensorValue> given) {
        var errors = new ArrayList<FieldError>();
        for (var name : given.keySet()) {
            if (!specs.containsKey(name)) {
                errors.add(new FieldError(
                        FieldError.part(FIELD, name),
                        defaulted.contains(name)
                                ? "has a default in the network " + network + ", which cannot be replaced; leave it out"
                                : "is no input of the network " + network + ", which takes " + names(specs.keySet())));
            }
        }
        specs.forEach((name, spec) -> {
            var value = given.get(name);
            if (value == null) {
                errors.add(new FieldError(FieldError.part(FIELD, name), "is missing: " + text(spec)));
            } else {
                check(spec, value, errors);
            }
        });
        return errors;
    }

    private void check(TensorSpec spec, TensorValue value, List<FieldError> errors) {
        var field = FieldError.part(FIELD, spec.name());
        if (value.type() != spec.type()
                && !(value.type().isFloat() && spec.type().isFloat())) {
            errors.add(new FieldError(
                    field + ".dtype",
                    "must be " + spec.type().code() + ", was " + value.type().code()));
        }
        if (!unshaped.contains(spec.name()) && !fits(spec.shape(), value.shape())) {
            errors.add(new FieldError(field + ".shape", "must be " + text(spec.shape()) + ", was " + value.shape()));
        }
    }

    private static boolean fits(List<Long> taken, List<Long> given) {
        if (taken.size() != given.size()) {
            return false;
        }
        for (int axis = 0; axis < taken.size(); axis++) {
            if (taken.get(axis) > 0 && !taken.get(axis).equals(given.get(axis))) {
                return false;
            }
        }
        return true;
    }

    private String text(TensorSpec spec) {
        return spec.type().code() + " of "
                + (unshaped.contains(spec.name()) ? "any shape" : "shape " + text(spec.shape()));
    }

    /** An axis of any length is a question mark. */
    private static String text(List<Long> shape) {
        return shape.stream()
                .map(length -> length > 0 ? String.valueOf(length) : "?")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String names(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
