package dev.kintsugi.runtime.capi;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.kintsugi.runtime.library.ShippedLibraries;

/** The one environment of ONNX Runtime that a process has. */
public final class OnnxEnvironment {

    /**
     * ONNX Runtime 1.29 reports its use to its makers. For Linux and macOS it keeps a database in the user's home for that
     * and reads the command line, and crashes if that has 4 KB or more; it reads this variable when the environment
     * is made. On Windows it is set afterwards.
     */
    private static final String QUIET = "ORT_DISABLE_TELEMETRY";

    private OnnxEnvironment() {}

    /** Errors reach us as exceptions and are logged with their context there, so ONNX Runtime itself stays quiet. */
    public static OrtEnvironment get() {
        return Holder.ENVIRONMENT;
    }

    private static OrtEnvironment open() {
        silence();
        ShippedLibraries.onnxRuntime();
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "kintsugi");
        OrtJavaFields.removeTemporaryFolder();
        try {
            environment.setTelemetry(false);
            return environment;
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    /** Switches telemetry off. To be called while few threads run, since C's environment is not made for more. */
    public static void silence() {
        NativeApi.get().setEnvironment(QUIET, "1");
    }

    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT = open();
    }
}
