package dev.kintsugi.runtime.tensor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;

/** The element types that pipelines use. */
public enum ElementType {
    FLOAT32(4),
    FLOAT64(8),
    FLOAT16(2),
    BFLOAT16(2),
    INT32(4),
    INT64(8),
    OTHER(0);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
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
            case OTHER -> OnnxJavaType.UNKNOWN;
        };
    }

    public static ElementType of(TensorInfo info) {
        return switch (info.type) {
            case FLOAT -> FLOAT32;
            case DOUBLE -> FLOAT64;
            case FLOAT16 -> FLOAT16;
            case BFLOAT16 -> BFLOAT16;
            case INT32 -> INT32;
            case INT64 -> INT64;
            default -> OTHER;
        };
    }
}
