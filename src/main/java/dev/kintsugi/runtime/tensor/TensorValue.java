package dev.kintsugi.runtime.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in the Java heap, which clients send and get. Equal ones have the same type, shape and bytes.
 *
 * @param type of its elements
 * @param shape its dimensions; empty for a scalar
 * @param bytes its elements, the last dimension fastest, each in little-endian order, of texts their length in bytes (4 bytes)
 *     and their UTF-8; nobody changes them
 */
public record TensorValue(ElementType type, List<Long> shape, byte[] bytes) {

    public TensorValue {
        shape = List.copyOf(shape);
    }

    /**
     * How many elements a tensor of this shape has.
     *
     * @throws ArithmeticException if a long cannot say
     */
    public static long length(List<Long> shape) {
        return shape.contains(0L)
                ? 0
                : shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** How many elements it has. */
    public int length() {
        return Math.toIntExact(length(shape));
    }

    /** The elements of a tensor of floats. */
    public float[] floats() {
        var values = new float[length()];
        FloatConversion.get(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), type, 0, values);
        return values;
    }

    /** A tensor of texts, the last dimension fastest; halves of surrogate pairs become question marks. */
    public static TensorValue ofTexts(List<Long> shape, List<String> texts) {
        var encoded = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        var size =
                encoded.stream().mapToInt(text -> Integer.BYTES + text.length).reduce(0, Math::addExact);
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        encoded.forEach(text -> bytes.putInt(text.length).put(text));
        return new TensorValue(ElementType.STRING, shape, bytes.array());
    }

    /** The elements of a tensor of texts. */
    public List<String> texts() {
        if (type != ElementType.STRING) {
            throw new IllegalStateException("not a tensor of texts: " + type);
        }
        var texts = new ArrayList<String>();
        for (var from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN); from.hasRemaining(); ) {
            var text = new byte[from.getInt()];
            from.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** Writes a number as an element of a tensor; the caller has made sure that the type can have it. */
    public static void put(ByteBuffer into, ElementType type, double number) {
        switch (type) {
            case FLOAT32 -> into.putFloat((float) number);
            case FLOAT64 -> into.putDouble(number);
            case FLOAT16 -> into.putShort(Float.floatToFloat16((float) number));
            case BFLOAT16 -> into.putShort(FloatConversion.toBfloat16((float) number));
            case INT32, INT64, INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER ->
                throw new IllegalStateException("not a type of floats: " + type);
        }
    }

    /** The same for a whole number. */
    public static void put(ByteBuffer into, ElementType type, long number) {
        switch (type) {
            case INT32, UINT32 -> into.putInt((int) number);
            case INT64, UINT64 -> into.putLong(number);
            case INT16, UINT16 -> into.putShort((short) number);
            case INT8, UINT8, BOOL -> into.put((byte) number);
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> put(into, type, (double) number);
            case STRING, OTHER -> throw new IllegalStateException("not a type of numbers");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorValue(var otherType, var otherShape, var otherBytes)
                && type == otherType
                && shape.equals(otherShape)
                && Arrays.equals(bytes, otherBytes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + shape.hashCode()) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return type.code() + shape;
    }
}
