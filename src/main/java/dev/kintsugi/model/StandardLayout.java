package dev.kintsugi.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Recognises models without a manifest by their layout: a Stable Diffusion ONNX export as Hugging Face Optimum writes
 * it, with {@code model_index.json} and one folder each for {@code text_encoder}, {@code unet} and
 * {@code vae_decoder}.
 */
final class StandardLayout {

    /** What takes the noise away; a transformer is recognised so that it can be refused by name. */
    private static final List<String> DENOISERS = List.of("unet", "transformer");

    private StandardLayout() {}

    static boolean matches(Path folder) {
        var parts = DENOISERS.stream().anyMatch(part -> Files.isDirectory(folder.resolve(part)))
                && Files.isDirectory(folder.resolve("vae_decoder"));
        return parts
                && (Files.isRegularFile(folder.resolve("model_index.json"))
                        || Files.isDirectory(folder.resolve("text_encoder")));
    }

    /** A manifest with what the export says of itself; files are listed as found, without checksums. */
    static Optional<Manifest> manifest(Path folder) throws IOException {
        var name = String.valueOf(folder.getFileName()).toLowerCase(Locale.ROOT);
        if (!matches(folder) || !ModelId.isValid(name)) {
            return Optional.empty();
        }
        var limits = ExportLimits.of(folder);
        return Optional.of(new Manifest(
                new ModelId(name),
                "1",
                Manifest.TEXT_TO_IMAGE,
                "Stable Diffusion export",
                "unknown",
                0.5,
                List.of(Manifest.TEXT_TO_IMAGE, "negative-prompt"),
                limits,
                List.of(),
                List.of(),
                files(folder)));
    }

    private static List<ModelFile> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> new ModelFile(
                            folder.relativize(file).toString().replace('\\', '/'),
                            file.toFile().length(),
                            null,
                            List.of()))
                    .toList();
        }
    }
}
