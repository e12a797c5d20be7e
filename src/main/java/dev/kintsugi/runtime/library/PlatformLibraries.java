package dev.kintsugi.runtime.library;

import java.util.List;
import java.util.Locale;

/** What is in the jars for this system. A native executable reads it when it is built. */
final class PlatformLibraries {

    private static final String SYSTEM = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    private static final boolean ARM = System.getProperty("os.arch").contains("aarch64");

    static final List<LibraryFile> ONNX_RUNTIME = files(
            "ai/onnxruntime/native/" + system("win", "osx", "linux") + (ARM ? "-aarch64/" : "-x64/"),
            "onnxruntime",
            "onnxruntime4j_jni",
            "onnxruntime_providers_shared",
            "onnxruntime_providers_cuda");
    static final List<LibraryFile> TOKENIZERS = SYSTEM.contains("win")
            ? List.of() // several files
            : files(
                    "native/lib/" + system("win", "osx", "linux") + (ARM ? "-aarch64" : "-x86_64") + "/cpu/",
                    "tokenizers");

    /** It needs nothing but the C library. On Windows it would be five files. */
    static final List<LibraryFile> LEPTONICA = SYSTEM.contains("win") && !SYSTEM.contains("darwin")
            ? List.of()
            : LibraryFile.shipped("org/bytedeco/leptonica/" + system("windows", "macosx", "linux")
                            + (ARM ? "-arm64/" : "-x86_64/")
                            + (SYSTEM.contains("mac") ? "libleptonica.6.dylib" : "libleptonica.so.6"))
                    .stream()
                    .toList();

    private PlatformLibraries() {}

    private static String system(String windows, String mac, String linux) {
        return SYSTEM.contains("win") && !SYSTEM.contains("darwin") ? windows : SYSTEM.contains("mac") ? mac : linux;
    }

    private static List<LibraryFile> files(String folder, String... names) {
        return List.of(names).stream()
                .flatMap(name -> LibraryFile.shipped(folder + System.mapLibraryName(name)).stream())
                .toList();
    }
}
