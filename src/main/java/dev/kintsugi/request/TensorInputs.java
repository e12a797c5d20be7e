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
import java.util.stream.StreamSupport;

/** Reads tensors that clients sent as JSON: {@code {"<name>": {"dtype": "float32", "shape": [1, 2], "data": [0.5, 1]}}}. */
final class TensorInputs {

    /** More numbers than that fit into no request. */
    private static final int MOST_NUMBERS = 1 << 22;

    private static final int MOST_AXES = 16;
    /** JSON has no numbers for them, so they are texts, as in outputs. */
    private static final Map<String, Double> NON_FINITE =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data");
    private static final String TYPES = Arrays.stream(ElementType.values())
            .filter(type -> type != ElementType.OTHER)
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
        if (!inputs.isObject() || inputs.isEmpty()) {
            errors.add(new FieldError("inputs", "must be an object with a tensor for each input of the network"));
            return values;
        }
        inputs.properties()
                .forEach(input -> tensor("inputs." + input.getKey(), input.getValue())
                        .ifPresent(value -> values.put(input.getKey(), value)));
        return values;
    }

    private Optional<TensorValue> tensor(String field, JsonNode node) {
        if (!node.isObject()) {
            return wrong(field, "must be an object with dtype, shape and data");
        }
        for (var name : (Iterable<String>) node::fieldNames) {
            if (!FIELDS.contains(name)) {
                return wrong(field + "." + name, "is not known: a tensor has dtype, shape and data");
            }
        }
        var type = ElementType.of(node.path("dtype").asText());
        if (type.isEmpty()) {
            return wrong(field + ".dtype", "must be one of " + TYPES);
        }
        return shape(field + ".shape", node.path("shape"))
                .flatMap(shape -> data(field + ".data", node.path("data"), type.get(), shape));
    }

    private Optional<List<Long>> shape(String field, JsonNode node) {
        if (!node.isArray() || node.size() > MOST_AXES) {
            return wrong(field, "must be an array of at most " + MOST_AXES + " lengths");
        }
        var shape = new ArrayList<Long>();
        long numbers = 1;
        for (var length : node) {
            if (!length.isIntegralNumber() || !length.canConvertToInt() || length.intValue() < 0) {
                return wrong(field + "[" + shape.size() + "]", "must be a whole number, 0 or more");
            }
            shape.add(length.longValue());
            numbers = Math.min(numbers * length.longValue(), Long.MAX_VALUE / Integer.MAX_VALUE);
        }
        return numbers > MOST_NUMBERS
                ? wrong(field, "has " + numbers + " numbers, at most " + MOST_NUMBERS + " can be sent")
                : Optional.of(shape);
    }

    private Optional<TensorValue> data(String field, JsonNode node, ElementType type, List<Long> shape) {
        var length = (int) TensorValue.length(shape);
        var bytes = ByteBuffer.allocate(length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new Numbers(field, type, bytes);
        if (!node.isArray()) {
            return wrong(field, "must be an array of " + length + " numbers, nested or not");
        }
        if (!numbers.add(node)) {
            return Optional.empty();
        }
        if (isNested(node) && !isNestedAs(shape, node)) {
            return wrong(field, "is nested, but not as the shape " + shape + " is");
        }
        return numbers.count == length
                ? Optional.of(new TensorValue(type, shape, bytes.array()))
                : wrong(field, "has " + numbers.count + " numbers, but the shape " + shape + " has " + length);
    }

    private static boolean isNested(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).anyMatch(JsonNode::isArray);
    }

    private static boolean isNestedAs(List<Long> shape, JsonNode node) {
        if (shape.isEmpty()) {
            return !node.isArray();
        }
        if (!node.isArray() || node.size() != shape.getFirst()) {
            return false;
        }
        var inner = shape.subList(1, shape.size());
        return StreamSupport.stream(node.spliterator(), false).allMatch(element -> isNestedAs(inner, element));
    }

    private <T> Optional<T> wrong(String field, String message) {
        errors.add(new FieldError(field, message));
        return Optional.empty();
    }

    /** The numbers of one tensor, in order. */
    private final class Numbers {

        private final String field;
        private final ElementType type;
        private final ByteBuffer bytes;
        private int count;

        Numbers(String field, ElementType type, ByteBuffer bytes) {
            this.field = field;
            this.type = type;
            this.bytes = bytes;
        }

        /** Whether all could be read; those that are too many are counted only. */
        boolean add(JsonNode node) {
            for (var element : node) {
                if (element.isArray() ? !add(element) : !number(element)) {
                    return false;
                }
            }
            return true;
        }

        private boolean number(JsonNode node) {
            var fits = type.isFloat() ? isFloat(node) : type == ElementType.BOOL ? isBoolean(node) : isInRange(node);
            if (!fits) {
                errors.add(new FieldError(field + "[" + count + "]", "must be " + allowed()));
                return false;
            }
            if (bytes.hasRemaining()) {
                if (type.isFloat()) {
                    TensorValue.put(bytes, type, value(node));
                } else {
                    TensorValue.put(bytes, type, node.isBoolean() ? (node.booleanValue() ? 1L : 0L) : node.longValue());
                }
            }
            count++;
            return true;
        }

        private boolean isFloat(JsonNode node) {
            return node.isNumber()
                    ? Math.abs(node.doubleValue()) <= largest()
                    : node.isTextual() && NON_FINITE.containsKey(node.textValue());
        }

        private static double value(JsonNode node) {
            return node.isNumber() ? node.doubleValue() : NON_FINITE.getOrDefault(node.textValue(), Double.NaN);
        }

        private static boolean isBoolean(JsonNode node) {
            return node.isBoolean() || node.isIntegralNumber() && node.canConvertToInt() && (node.intValue() & ~1) == 0;
        }

        private boolean isInRange(JsonNode node) {
            return node.isIntegralNumber()
                    && node.canConvertToLong()
                    && node.longValue() >= least()
                    && node.longValue() <= most();
        }

        private double largest() {
            return switch (type) {
                case FLOAT16 -> 65504;
                case FLOAT64 -> Double.MAX_VALUE;
                case FLOAT32, BFLOAT16, INT32, INT64, INT16, INT8, UINT8, BOOL, OTHER -> Float.MAX_VALUE;
            };
        }

        private long least() {
            return type == ElementType.UINT8 ? 0 : -1L << (Long.SIZE - 1) >> (Long.SIZE - Byte.SIZE * type.bytes());
        }

        private long most() {
            return type == ElementType.UINT8 ? 255 : -(least() + 1);
        }

        private String allowed() {
            return switch (type) {
                case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 ->
                    "a number from " + -largest() + " to " + largest() + ", NaN, Infinity or -Infinity as texts";
                case INT32, INT64, INT16, INT8, UINT8 -> "a whole number from " + least() + " to " + most();
                case BOOL, OTHER -> "true or false";
            };
        }
    }
}
