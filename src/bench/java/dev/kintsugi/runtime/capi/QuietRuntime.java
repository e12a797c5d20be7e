package dev.kintsugi.runtime.capi;

/** ONNX Runtime in a benchmark's own process, set up as the service does it: quiet, and whatever the command line. */
public final class QuietRuntime {

    private QuietRuntime() {}

    /** To be called before anything else of ONNX Runtime: with its telemetry a long class path ends the process. */
    public static void prepare() {
        OnnxEnvironment.get();
    }
}
