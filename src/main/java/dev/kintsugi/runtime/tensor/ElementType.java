package dev.kintsugi.runtime.tensor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The element types that clients send and get; {@link #OTHER} is any that ONNX Runtime's Java API cannot read, such as 8-bit floats. */
public enum ElementType {
    FLOAT32(4),
    FLOAT64(8),
    FLOAT16(2),
    BFLOAT16(2),
    INT32(4),
    INT64(8),
    INT16(2),
    INT8(1),
    UINT64(8),
    UINT32(4),
    UINT16(2),
    UINT8(1),
    BOOL(1),
    STRING(0),
    OTHER(0);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** How large an element is; 0 if that differs. */
    public int bytes() {
        return bytes;
    }

    OnnxJavaType onnx() {
        return switch (this) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case INT16 -> OnnxJavaType.INT16;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case BOOL -> OnnxJavaType.BOOL;
            case STRING -> OnnxJavaType.STRING;
            case UINT64, UINT32, UINT16, OTHER -> OnnxJavaType.UNKNOWN;
        };
    }

    /** Whether ONNX Runtime's Java API can make a tensor of it: of some types it can only read what a network gives. */
    public boolean isInput() {
        return onnx() != OnnxJavaType.UNKNOWN;
    }

    /** How many axes ONNX Runtime's Java API can handle: it makes texts nested arrays, of numbers it takes the memory. */
    public int maxAxes() {
        return this == STRING ? TensorInfo.MAX_DIMENSIONS : Integer.MAX_VALUE;
    }

    /** The name on the wire, such as {@code float32}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The types that clients can send, by their names on the wire. */
    public static Optional<ElementType> of(String code) {
        return Arrays.stream(values())
                .filter(type -> type != OTHER && type.code().equals(code))
                .findFirst();
    }

    /** The type of this number in {@code TensorProto.DataType} (onnx.proto). */
    public static ElementType ofOnnx(int number) {
        return switch (number) {
            case 1 -> FLOAT32;
            case 2 -> UINT8;
            case 3 -> INT8;
            case 4 -> UINT16;
            case 5 -> INT16;
            case 6 -> INT32;
            case 7 -> INT64;
            case 8 -> STRING;
            case 9 -> BOOL;
            case 10 -> FLOAT16;
            case 11 -> FLOAT64;
            case 12 -> UINT32;
            case 13 -> UINT64;
            case 16 -> BFLOAT16;
            default -> OTHER;
        };
    }

    /** What a type of this number is called, those that cannot be used too. */
    public static String nameOfOnnx(int number) {
        return switch (number) {
            case 0 -> "no tensor";
            case 14 -> "complex64";
            case 15 -> "complex128";
            case 17 -> "float8e4m3fn";
            case 18 -> "float8e4m3fnuz";
            case 19 -> "float8e5m2";
            case 20 -> "float8e5m2fnuz";
            case 21 -> "uint4";
            case 22 -> "int4";
            case 23 -> "float4e2m1";
            default ->
                ofOnnx(number) == OTHER
                        ? "type " + number + " of ONNX"
                        : ofOnnx(number).code();
        };
    }

    public boolean isFloat() {
        return switch (this) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
            case INT32, INT64, INT16, INT8, UINT64, UINT32, UINT16, UINT8, BOOL, STRING, OTHER -> false;
        };
    }

    /** The type as ONNX has it: {@code TensorInfo.type} gives unsigned numbers as signed ones, and 8-bit floats as bytes. */
    public static ElementType of(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> FLOAT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> FLOAT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> FLOAT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> BFLOAT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> UINT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> UINT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> UINT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> STRING;
            default -> OTHER;
        };
    }
}
