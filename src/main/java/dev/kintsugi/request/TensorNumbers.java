package dev.kintsugi.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** The numbers of one tensor that a client sent, in order: each is written to the tensor's bytes if its type can hold it. */
final class TensorNumbers {

    /** JSON has no numbers for them, so they are texts, as in outputs. */
    private static final Map<String, Double> NON_FINITE =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);

    private final String field;
    private final ElementType type;
    private final ByteBuffer bytes;
    private final List<FieldError> errors;
    private int count;

    /**
     * @param bytes gets the numbers, little endian
     * @param errors gets the first number that the type cannot hold, with the path of the field
     */
    TensorNumbers(String field, ElementType type, ByteBuffer bytes, List<FieldError> errors) {
        this.field = field;
        this.type = type;
        this.bytes = bytes;
        this.errors = errors;
    }

    /** How many there are so far, those that are too many included. */
    int count() {
        return count;
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
                && node.bigIntegerValue().compareTo(least()) >= 0
                && node.bigIntegerValue().compareTo(most()) <= 0;
    }

    private double largest() {
        return switch (type) {
            case FLOAT16 -> 65504;
            case FLOAT64 -> Double.MAX_VALUE;
            case FLOAT32, BFLOAT16, INT32, INT64, INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER ->
                Float.MAX_VALUE;
        };
    }

    private BigInteger least() {
        return isUnsigned() ? BigInteger.ZERO : most().not();
    }

    private BigInteger most() {
        var bits = Byte.SIZE * type.bytes() - (isUnsigned() ? 0 : 1);
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private boolean isUnsigned() {
        return switch (type) {
            case UINT64, UINT32, UINT16, UINT8 -> true;
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16, INT32, INT64, INT16, INT8, BOOL, STRING, OTHER -> false;
        };
    }

    private String allowed() {
        return switch (type) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 ->
                "a number from " + -largest() + " to " + largest() + ", NaN, Infinity or -Infinity as texts";
            case INT32, INT64, INT16, INT8, UINT64, UINT32, UINT16, UINT8 ->
                "a whole number from " + least() + " to " + most();
            case BOOL, STRING, OTHER -> "true or false";
        };
    }
}
