package dev.kintsugi.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

/** The one environment of ONNX Runtime that a process has. */
final class OnnxEnvironment {

    private OnnxEnvironment() {}

    /** Errors reach us as exceptions and are logged with their context there, so ONNX Runtime itself stays quiet. */
    static OrtEnvironment get() {
        return Holder.ENVIRONMENT;
    }

    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "kintsugi");
    }
}
