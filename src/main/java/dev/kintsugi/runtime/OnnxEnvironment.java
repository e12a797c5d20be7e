package dev.kintsugi.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

/** The one environment of ONNX Runtime that a process has. */
final class OnnxEnvironment {

    /**
     * ONNX Runtime 1.29 for Linux reports its use to its makers, for which it keeps a database in the user's home and
     * looks at the command line, and crashes where that has 4 KB or more. It reads this variable when it is loaded.
     */
    private static final String QUIET = "ORT_DISABLE_TELEMETRY";

    private OnnxEnvironment() {}

    /** Errors reach us as exceptions and are logged with their context there, so ONNX Runtime itself stays quiet. */
    static OrtEnvironment get() {
        return Holder.ENVIRONMENT;
    }

    private static OrtEnvironment open() {
        CCalls.get().setEnvironment(QUIET, "1");
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "kintsugi");
    }

    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT = open();
    }
}
