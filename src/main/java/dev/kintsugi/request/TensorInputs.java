package dev.kintsugi.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads tensors that clients sent as JSON: {@code {"<name>": {"dtype": "float32", "shape": [1, 2], "data": [0.5, 1]}}}. */
final class TensorInputs {

    /** More numbers than that fit into no request. */
    private static final int MOST_NUMBERS = 1 << 22;

    private static final int MOST_AXES = 16;

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data");
    private static final String TYPES = Arrays.stream(ElementType.values())
            .filter(ElementType::isInput)
            .map(ElementType::code)
            .collect(Collectors.joining(", "));

    private final List<FieldError> errors;

    /** @param errors gets what is wrong, with the path of the field */
    TensorInputs(List<FieldError> errors) {
        this.errors = errors;
    }

    /** All tensors that can be read. */
    Map<String, TensorValue> read(JsonNode inputs) {
        var values = new LinkedHashMap<String, TensorValue>();
        if (!inputs.isObject()) {
            errors.add(new FieldError(
                    "inputs", "must be an object with a tensor for each input of the network, {} if it has none"));
            return values;
        }
        inputs.properties()
                .forEach(input -> tensor(FieldError.part("inputs", input.getKey()), input.getValue())
                        .ifPresent(value -> values.put(input.getKey(), value)));
        return values;
    }

    private Optional<TensorValue> tensor(String field, JsonNode node) {
        if (!node.isObject()) {
            return wrong(field, "must be an object with dtype, shape and data");
        }
        for (var name : (Iterable<String>) node::fieldNames) {
            if (!FIELDS.contains(name)) {
                return wrong(FieldError.part(field, name), "is not known: a tensor has dtype, shape and data");
            }
        }
        var type = ElementType.of(node.path("dtype").asText());
        if (type.isEmpty()) {
            return wrong(field + ".dtype", "must be one of " + TYPES);
        }
        return shape(
                        field + ".shape",
                        node.path("shape"),
                        Math.min(MOST_AXES, type.get().maxAxes()))
                .flatMap(shape -> data(field + ".data", node.path("data"), type.get(), shape));
    }

    private Optional<List<Long>> shape(String field, JsonNode node, int most) {
        if (!node.isArray() || node.size() > most) {
            return wrong(field, "must be an array of at most " + most + " lengths");
        }
        var shape = new ArrayList<Long>();
        long numbers = 1;
        for (var length : node) {
            if (!length.isIntegralNumber() || !length.canConvertToInt() || length.intValue() < 0) {
                return wrong(field + "[" + shape.size() + "]", "must be a whole number from 0 to " + Integer.MAX_VALUE);
            }
            shape.add(length.longValue());
            numbers = Math.min(numbers * length.longValue(), MOST_NUMBERS + 1L); // enough to know that it is too many
        }
        return numbers > MOST_NUMBERS
                ? wrong(field, "has too many numbers, at most " + MOST_NUMBERS + " can be sent")
                : Optional.of(shape);
    }

    private Optional<TensorValue> data(String field, JsonNode node, ElementType type, List<Long> shape) {
        var length = (int) TensorValue.length(shape);
        if (type == ElementType.STRING) {
            return texts(field, node, shape);
        }
        var bytes = ByteBuffer.allocate(length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new TensorNumbers(field, type, bytes, errors);
        if (!node.isArray()) {
            return wrong(field, "must be an array of " + length + " numbers, nested or not");
        }
        if (!numbers.add(node)) {
            return Optional.empty();
        }
        if (TensorNesting.isNested(node) && !TensorNesting.isAs(shape, node)) {
            return wrong(field, "is nested, but not as the shape " + shape + " is");
        }
        return numbers.count() == length
                ? Optional.of(new TensorValue(type, shape, bytes.array()))
                : wrong(field, "has " + numbers.count() + " numbers, but the shape " + shape + " has " + length);
    }

    private Optional<TensorValue> texts(String field, JsonNode node, List<Long> shape) {
        var length = TensorValue.length(shape);
        if (!node.isArray()) {
            return wrong(field, "must be an array of " + length + " texts, nested or not");
        }
        var texts = new TensorTexts(field, errors);
        if (!texts.add(node)) {
            return Optional.empty();
        }
        if (TensorNesting.isNested(node) && !TensorNesting.isAs(shape, node)) {
            return wrong(field, "is nested, but not as the shape " + shape + " is");
        }
        return texts.all().size() == length
                ? Optional.of(TensorValue.ofTexts(shape, texts.all()))
                : wrong(field, "has " + texts.all().size() + " texts, but the shape " + shape + " has " + length);
    }

    private <T> Optional<T> wrong(String field, String message) {
        errors.add(new FieldError(field, message));
        return Optional.empty();
    }
}
