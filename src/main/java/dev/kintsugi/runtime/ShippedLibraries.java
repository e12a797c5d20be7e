package dev.kintsugi.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The shared libraries of a native executable: they lie in the folder {@code lib} beside it, since an executable that
 * held them would have to unpack them at every start. A service on the JVM has them in its jars.
 */
public final class ShippedLibraries {

    private static final String ONNX_RUNTIME = "onnxruntime.native.path";
    private static final String TOKENIZERS = "RUST_LIBRARY_PATH";

    private ShippedLibraries() {}

    /**
     * Tells the libraries' Java sides where they lie, where a user has not done so, and ONNX Runtime that it reports
     * nothing. To be called at the start, while few threads run.
     */
    public static void prepare() {
        OnnxEnvironment.silence();
        folder(ProcessHandle.current().info().command().map(Path::of)).ifPresent(folder -> {
            setIfAbsent(ONNX_RUNTIME, folder);
            if (System.getenv(TOKENIZERS) == null) {
                // The file itself: version 0.38 of the library fails on a folder where there is no GPU.
                setIfAbsent(TOKENIZERS, folder.resolve(System.mapLibraryName("tokenizers")));
            }
        });
    }

    /** The folder beside this executable, where it holds ONNX Runtime. */
    static Optional<Path> folder(Optional<Path> executable) {
        return executable
                .map(file -> file.toAbsolutePath().resolveSibling("lib"))
                .filter(folder -> Files.exists(folder.resolve(System.mapLibraryName("onnxruntime"))));
    }

    private static void setIfAbsent(String property, Path path) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, path.toString());
        }
    }
}
