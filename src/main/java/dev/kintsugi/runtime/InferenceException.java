package dev.kintsugi.runtime;

import ai.onnxruntime.OrtException;

/** ONNX Runtime said no. What it means is told by {@link OrtFailures}. */
public final class InferenceException extends RuntimeException {

    InferenceException(OrtException cause) {
        super(cause.getMessage(), cause);
    }
}
