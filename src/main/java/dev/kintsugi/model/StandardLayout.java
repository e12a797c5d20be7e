package dev.kintsugi.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.Manifest.ImageLimits;
import dev.kintsugi.model.Manifest.Range;
import dev.kintsugi.model.Manifest.Size;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    private StandardLayout() {}

    static boolean matches(Path folder) {
        return Files.isRegularFile(folder.resolve("model_index.json"))
                && Files.isDirectory(folder.resolve("unet"))
                && Files.isDirectory(folder.resolve("text_encoder"))
                && Files.isDirectory(folder.resolve("vae_decoder"));
    }

    /** A manifest with what the export says of itself; files are listed as found, without checksums. */
    static Optional<Manifest> manifest(Path folder) throws IOException {
        var name = String.valueOf(folder.getFileName()).toLowerCase(Locale.ROOT);
        if (!matches(folder) || !ModelId.isValid(name)) {
            return Optional.empty();
        }
        var side = sampleSize(folder) * 8;
        var size = new Size(side, Math.min(64, side), Math.max(side * 2, 1024), 8, 4L * side * side);
        var limits = new ImageLimits(size, new Range(20, 1, 100), new Range(7.5, 1, 30), new Range(1, 1, 10), 4000);
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

    private static int sampleSize(Path folder) throws IOException {
        var config = folder.resolve("unet/config.json");
        JsonNode json = Files.exists(config) ? JSON.readTree(config.toFile()) : JSON.createObjectNode();
        return json.path("sample_size").asInt(64);
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
