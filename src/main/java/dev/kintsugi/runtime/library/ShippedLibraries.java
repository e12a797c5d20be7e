package dev.kintsugi.runtime.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shared libraries that come with the service. They are verified before they are loaded, as a damaged one would end the
 * process: on the JVM they are unpacked into the home's cache, see {@link LibraryFolder}; a native executable has them in the
 * folder {@code lib} beside it, since it would have to unpack them otherwise, and knows from its build what they must be: of these
 * the sizes are compared before they are loaded, as for all of their bytes a start of a tenth of a second has no time, and all of
 * the rest once it is over.
 */
public final class ShippedLibraries {

    private static final String ONNX_RUNTIME = "onnxruntime.native.path";
    private static final String TOKENIZERS = "RUST_LIBRARY_PATH";

    private static final Set<Path> USED = new HashSet<>();
    private static @Nullable LibraryPlaces places;
    private static boolean tokenizersDone;

    private ShippedLibraries() {}

    /**
     * Sets the folder for libraries. To be called at the start; nothing is read or written yet.
     *
     * @param cache a folder of the home; empty to leave it to the libraries, which choose a new place each time: in one place a
     *     library is loaded once only, and tests have several services with class loaders of their own in one process
     */
    public static synchronized void prepare(Optional<Path> cache, InstantSource clock) {
        places = cache.map(folder -> LibraryPlaces.of(folder.resolve("native"), clock))
                .orElse(null);
    }

    /**
     * Verifies those of ONNX Runtime and tells its Java side where they are, unless a user has done so.
     *
     * @throws java.io.UncheckedIOException if they are damaged and cannot be had anew; its message says what to do
     */
    public static synchronized void onnxRuntime() {
        if (System.getProperty(ONNX_RUNTIME) == null) {
            folder("onnxruntime", PlatformLibraries.ONNX_RUNTIME)
                    .ifPresent(folder -> System.setProperty(ONNX_RUNTIME, folder.toString()));
        }
    }

    /**
     * Verifies that of the tokenizers and tells its Java side where it is, unless a user has done so. To be called
     * before the first tokenizer is made.
     *
     * @throws java.io.UncheckedIOException if it is damaged and cannot be had anew; its message says what to do
     */
    public static synchronized void tokenizers() {
        if (!tokenizersDone && System.getProperty(TOKENIZERS) == null && System.getenv(TOKENIZERS) == null) {
            // The file itself: version 0.38 of the library fails on a folder if there is no GPU.
            folder("tokenizers", PlatformLibraries.TOKENIZERS)
                    .map(folder -> folder.resolve(System.mapLibraryName("tokenizers")))
                    .ifPresent(file -> System.setProperty(TOKENIZERS, file.toString()));
        }
        tokenizersDone = true;
    }

    /**
     * Verifies Leptonica, which encodes pictures, and says where it is.
     *
     * @return nothing on a system that has none
     * @throws java.io.UncheckedIOException if it is damaged and cannot be had anew; its message says what to do
     */
    public static synchronized Optional<Path> leptonica() {
        var files = PlatformLibraries.LEPTONICA;
        if (files.isEmpty()) {
            return Optional.empty();
        }
        return folder("leptonica", files)
                .or(() -> Optional.of(unprepared().folder("leptonica", files)))
                .map(folder -> folder.resolve(files.getFirst().name()));
    }

    /** A place for a library that has none of its own: unlike those of Java classes it may be loaded by several class loaders. */
    private static LibraryPlaces unprepared() {
        var folder = Path.of(System.getProperty("java.io.tmpdir"), "kintsugi-libraries");
        return LibraryPlaces.of(folder, InstantSource.system());
    }

    /**
     * Checks all bytes of libraries beside an executable.
     *
     * @throws java.io.UncheckedIOException that names one that is damaged
     */
    public static void verifyLoaded() {
        besides(ProcessHandle.current().info().command().map(Path::of)).ifPresent(folder -> {
            LibraryPlaces.verify(folder, PlatformLibraries.ONNX_RUNTIME, LibraryFile::isCopiedTo);
            LibraryPlaces.verify(folder, PlatformLibraries.TOKENIZERS, LibraryFile::isCopiedTo);
            LibraryPlaces.verify(folder, PlatformLibraries.LEPTONICA, LibraryFile::isCopiedTo);
        });
    }

    /** Removes what other versions and killed processes have left. To be called when all libraries are loaded. */
    public static synchronized void sweep() {
        if (places != null && !USED.isEmpty()) { // else another class loader of dev mode has loaded them
            places.sweep(USED);
        }
    }

    private static Optional<Path> folder(String name, List<LibraryFile> files) {
        var beside = besides(ProcessHandle.current().info().command().map(Path::of));
        if (beside.isPresent()) {
            LibraryPlaces.verify(beside.get(), files, LibraryFile::isAsLongAs);
            return beside;
        }
        if (places == null || files.isEmpty()) {
            return Optional.empty(); // the library's own way
        }
        var folder = places.folder(name, files);
        USED.add(folder);
        return Optional.of(folder);
    }

    /** The folder beside this executable, if it holds ONNX Runtime. */
    static Optional<Path> besides(Optional<Path> executable) {
        return executable
                .map(file -> file.toAbsolutePath().resolveSibling("lib"))
                .filter(folder -> Files.exists(folder.resolve(System.mapLibraryName("onnxruntime"))));
    }
}
