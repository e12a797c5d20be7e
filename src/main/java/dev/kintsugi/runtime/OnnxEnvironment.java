package dev.kintsugi.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one environment of ONNX Runtime that a process has. */
final class OnnxEnvironment {

    /** ONNX Runtime 1.29 crashes the process when it starts and the command line has about 4 KB or more (seen from 3980 bytes on). */
    private static final int LONGEST_COMMAND_LINE = 3500;

    private OnnxEnvironment() {}

    /** Errors reach us as exceptions and are logged with their context there, so ONNX Runtime itself stays quiet. */
    static OrtEnvironment get() {
        return Holder.ENVIRONMENT;
    }

    private static OrtEnvironment open() {
        requireShortCommandLine(Path.of("/proc/self/cmdline"));
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "kintsugi");
    }

    static void requireShortCommandLine(Path commandLine) {
        try {
            if (Files.exists(commandLine) && Files.readAllBytes(commandLine).length > LONGEST_COMMAND_LINE) {
                throw new IllegalStateException("the command line of this process is longer than "
                        + LONGEST_COMMAND_LINE + " bytes, with which ONNX Runtime crashes: pass the class path in the"
                        + " environment variable CLASSPATH or everything in an @argument file");
            }
        } catch (IOException e) {
            throw new IllegalStateException("the command line of this process cannot be read", e);
        }
    }

    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT = open();
    }
}
