package dev.kintsugi.runtime.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedLibrariesTest {

    @TempDir
    Path folder;

    @Test
    void lieInTheFolderLibBesideTheExecutable() throws IOException {
        var lib = Files.createDirectory(folder.resolve("lib"));
        var executable = Files.createFile(folder.resolve("kintsugi"));
        assertThat(ShippedLibraries.besides(Optional.of(executable))).isEmpty();
        Files.createFile(lib.resolve(System.mapLibraryName("onnxruntime")));
        assertThat(ShippedLibraries.besides(Optional.of(executable))).contains(lib);
    }

    @Test
    void areInTheJarsOfAServiceOnTheJvm() {
        assertThat(ShippedLibraries.besides(
                        ProcessHandle.current().info().command().map(Path::of)))
                .isEmpty();
        assertThat(ShippedLibraries.besides(Optional.empty())).isEmpty();
    }
}
