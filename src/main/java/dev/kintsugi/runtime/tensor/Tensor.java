package dev.kintsugi.runtime.tensor;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor in native memory, owned by a {@link TensorScope}. Numbers are copied in and out; other floating point types
 * (IEEE 754 binary16 and binary64, bfloat16) are converted on the way, so that callers always see 32-bit floats.
 */
public final class Tensor {

    private final TensorScope scope;
    private final OnnxTensor onnx;
    private final ByteBuffer data;
    private final ElementType type;

    Tensor(TensorScope scope, OnnxTensor onnx, ByteBuffer data, ElementType type) {
        this.scope = scope;
        this.onnx = onnx;
        this.data = data;
        this.type = type;
    }

    public OnnxTensor onnx() {
        return onnx;
    }

    public TensorScope scope() {
        return scope;
    }

    /** Copies a tensor of as many numbers in; floats of another type are converted. */
    public void write(TensorValue value) {
        if (value.type() == type) {
            view().put(0, value.bytes());
        } else {
            write(0, value.floats());
        }
    }

    /** Copies values in, from the element with this index on. */
    public void write(int at, float... values) {
        FloatConversion.put(view(), type, at, values);
    }

    /** Copies a number into every element: exactly if the type can, rounded to a whole one for integers. */
    public void fill(double value) {
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /** The same for the element with this index. */
    public void set(int i, double value) {
        switch (type) {
            case INT32 -> view().putInt(i * type.bytes(), Math.toIntExact(Math.round(value)));
            case INT64 -> view().putLong(i * type.bytes(), Math.round(value));
            case FLOAT64 -> view().putDouble(i * type.bytes(), value);
            case FLOAT32, FLOAT16, BFLOAT16 -> write(i, (float) value);
            case INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER ->
                throw new IllegalStateException("not a tensor that is filled: " + type);
        }
    }

    /** Copies whole numbers in; a tensor of floats takes them as floats. */
    public void writeIntegers(long... values) {
        switch (type) {
            case INT32 -> {
                var ints = view().asIntBuffer();
                for (int i = 0; i < values.length; i++) {
                    ints.put(i, Math.toIntExact(values[i]));
                }
            }
            case INT64 -> view().asLongBuffer().put(0, values);
            case FLOAT32, FLOAT16, BFLOAT16, FLOAT64 -> {
                for (int i = 0; i < values.length; i++) {
                    write(i, (float) values[i]);
                }
            }
            case INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER ->
                throw new IllegalStateException("not a tensor that is filled: " + type);
        }
    }

    /** Copies values out, from the element with this index on, as many as the array takes. */
    public float[] read(int at, float[] into) {
        FloatConversion.get(view(), type, at, into);
        return into;
    }

    /** How many elements a tensor of numbers has. */
    public int length() {
        return data.capacity() / type.bytes();
    }

    private ByteBuffer view() {
        if (scope.isClosed()) {
            throw new IllegalStateException("the tensor is freed with its scope");
        }
        return data.duplicate().order(ByteOrder.nativeOrder());
    }
}
