package dev.kintsugi.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where the library of ONNX Runtime was loaded from. A process can hold several copies of it, one for each class loader
 * that loaded the Java API (as tests and dev mode do); the dynamic linker binds all of them to the copy that came first.
 */
final class LoadedLibrary {

    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Shared by all class loaders of the process. */
    private static final String FIRST = "onnxruntime.library.in.use";

    private LoadedLibrary() {}

    /** Loads the library by this action and remembers which copy came first. */
    static synchronized <T> T remember(Supplier<T> load) {
        var before = mapped();
        var loaded = load.get();
        if (System.getProperty(FIRST) == null) {
            (before.isEmpty() ? mapped() : before)
                    .stream().findFirst().ifPresent(path -> System.setProperty(FIRST, path.toString()));
        }
        return loaded;
    }

    /** The copy that is in use. */
    static Path inUse() {
        OnnxEnvironment.get();
        var first = System.getProperty(FIRST);
        if (first == null) {
            throw new IllegalStateException("kintsugi.device.memory can be enforced on Linux only");
        }
        return Path.of(first);
    }

    private static Set<Path> mapped() {
        if (!Files.exists(MAPS)) {
            return Set.of();
        }
        try (var lines = Files.lines(MAPS)) {
            return lines.map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .filter(path -> path.matches(".*/libonnxruntime\\.so[.0-9]*"))
                    .map(Path::of)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException("the libraries of this process cannot be listed", e);
        }
    }
}
