package dev.kintsugi.runtime.capi;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Private fields of ONNX Runtime's Java API, which keep the addresses of native objects. */
public final class OrtJavaFields {

    private static final String HANDLE = "nativeHandle";

    private OrtJavaFields() {}

    /** The address of the environment that the process has. */
    public static long environment() {
        return address(OrtEnvironment.class, HANDLE, OnnxEnvironment.get());
    }

    /** The address of a session. */
    public static long session(OrtSession session) {
        return address(OrtSession.class, HANDLE, session);
    }

    /** The address of a session's options. */
    public static long options(SessionOptions options) {
        return address(SessionOptions.class, HANDLE, options);
    }

    /** The address of the table of functions. */
    static long table() {
        return address(runtime(), "ortApiHandle", null);
    }

    /**
     * Removes the folder that the Java API makes to unpack libraries into. With libraries that are unpacked already it stays
     * empty, and would be left behind by a process that is killed.
     */
    static void removeTemporaryFolder() {
        try {
            if (field(runtime(), "tempDirectory").get(null) instanceof Path folder) {
                Files.deleteIfExists(folder);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ONNX Runtime has other fields than expected", e);
        } catch (IOException e) {
            Log.debugf("ONNX Runtime has unpacked libraries by itself: %s", e.getMessage());
        }
    }

    private static Class<?> runtime() {
        try {
            return Class.forName("ai.onnxruntime.OnnxRuntime");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this version of ONNX Runtime has other classes than expected", e);
        }
    }

    private static long address(Class<?> type, String name, @Nullable Object of) {
        try {
            return field(type, name).getLong(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ONNX Runtime keeps " + name + " elsewhere", e);
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        var field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
