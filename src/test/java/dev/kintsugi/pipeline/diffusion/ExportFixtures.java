package dev.kintsugi.pipeline.diffusion;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Official exports with random weights and the numbers that the reference pipelines compute with them. */
final class ExportFixtures {

    private static final Path FOLDER = Path.of("../shared/fixtures/diffusion");

    private ExportFixtures() {}

    /** The folder of a family; a test that has none is skipped. */
    static Path family(String name) {
        var family = FOLDER.resolve(name);
        assumeTrue(
                Files.isDirectory(family),
                "there is no folder " + family.toAbsolutePath().normalize());
        return family;
    }

    /** Puts the export of a family into the models folder of a service. */
    static Path install(String family, Path models) throws IOException {
        var from = family(family).resolve("onnx");
        var to = models.resolve(family);
        try (var files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    var copy = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return to;
    }
}
