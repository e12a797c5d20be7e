package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.onnx.OnnxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Recognises models without a manifest by their layout: a Stable Diffusion ONNX export as Hugging Face Optimum writes
 * it, with {@code model_index.json} and one folder each for {@code text_encoder}, {@code unet} and
 * {@code vae_decoder}.
 */
final class StandardLayout {

    static final String INDEX = "model_index.json";

    /** What takes the noise away; a transformer is recognised so that it can be refused by name. */
    private static final List<String> DENOISERS = List.of("unet", "transformer");

    private StandardLayout() {}

    static boolean matches(Path folder) {
        return isExport(folder) || Files.isRegularFile(folder.resolve(INDEX));
    }

    private static boolean isExport(Path folder) {
        var parts = DENOISERS.stream().anyMatch(part -> Files.isDirectory(folder.resolve(part)))
                && Files.isDirectory(folder.resolve("vae_decoder"));
        return parts
                && (Files.isRegularFile(folder.resolve(INDEX)) || Files.isDirectory(folder.resolve("text_encoder")));
    }

    /** What a folder lacks to be a model. */
    static String whyNot(Path folder) {
        var missing = List.of(INDEX, "text_encoder", "unet", "vae_decoder").stream()
                .filter(part -> !Files.exists(folder.resolve(part)))
                .toList();
        return "there is no " + Manifests.FILE + ", and for a Stable Diffusion export it lacks "
                + (missing.isEmpty() ? "folders where it has files" : String.join(", ", missing));
    }

    /** A manifest with what the export says of itself; files are listed as found, without checksums. */
    static Manifest manifest(Path folder, ModelId id, String version, OnnxFiles networks) throws IOException {
        return new Manifest(
                id,
                version,
                Manifest.TEXT_TO_IMAGE,
                "Stable Diffusion export",
                "unknown",
                0.5,
                List.of(Manifest.TEXT_TO_IMAGE, "negative-prompt"),
                ExportLimits.of(folder),
                List.of(),
                List.of(),
                ExportFiles.list(folder, networks));
    }

    /** What is said of a model of which nothing can be read. */
    static Manifest unknown(ModelId id, String version) {
        return new Manifest(
                id,
                version,
                Manifest.TEXT_TO_IMAGE,
                "A model that cannot be read",
                "unknown",
                0,
                List.of(),
                ExportLimits.USUAL,
                List.of(),
                List.of(),
                List.of());
    }
}
