package dev.kintsugi.runtime.tensor;

import java.nio.ByteBuffer;

/** Converts 32-bit floats to elements of each floating point type and back. Buffers are in the order of their bytes. */
final class FloatConversion {

    private FloatConversion() {}

    /**
     * Writes values, from the element with this index on.
     *
     * @throws IllegalStateException if it is no type of floats
     */
    static void put(ByteBuffer into, ElementType type, int at, float... values) {
        switch (type) {
            case FLOAT32 -> into.asFloatBuffer().put(at, values);
            case FLOAT16 -> {
                var halves = into.asShortBuffer();
                for (int i = 0; i < values.length; i++) {
                    halves.put(at + i, Float.floatToFloat16(values[i]));
                }
            }
            case BFLOAT16 -> {
                var halves = into.asShortBuffer();
                for (int i = 0; i < values.length; i++) {
                    halves.put(at + i, toBfloat16(values[i]));
                }
            }
            case FLOAT64 -> {
                var doubles = into.asDoubleBuffer();
                for (int i = 0; i < values.length; i++) {
                    doubles.put(at + i, values[i]);
                }
            }
            case INT32, INT64, INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER ->
                throw new IllegalStateException("not a tensor of floats: " + type);
        }
    }

    /**
     * Reads values, from the element with this index on, as many as the array takes.
     *
     * @throws IllegalStateException if it is no type of floats
     */
    static void get(ByteBuffer from, ElementType type, int at, float[] into) {
        switch (type) {
            case FLOAT32 -> from.asFloatBuffer().get(at, into);
            case FLOAT16 -> {
                var halves = from.asShortBuffer();
                for (int i = 0; i < into.length; i++) {
                    into[i] = Float.float16ToFloat(halves.get(at + i));
                }
            }
            case BFLOAT16 -> {
                var halves = from.asShortBuffer();
                for (int i = 0; i < into.length; i++) {
                    into[i] = Float.intBitsToFloat(halves.get(at + i) << 16);
                }
            }
            case FLOAT64 -> {
                var doubles = from.asDoubleBuffer();
                for (int i = 0; i < into.length; i++) {
                    into[i] = (float) doubles.get(at + i);
                }
            }
            case INT32, INT64, INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER ->
                throw new IllegalStateException("not a tensor of floats: " + type);
        }
    }

    /** The nearest bfloat16, ties to even; what is not a number stays so. */
    static short toBfloat16(float value) {
        var bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? (short) (bits >>> 16 | 0x40) : (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
