package dev.kintsugi.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recognises models without a manifest by their layout: a Stable Diffusion ONNX export as Hugging Face Optimum writes
 * it, with {@code model_index.json} and one folder each for {@code text_encoder}, {@code unet} and
 * {@code vae_decoder}.
 */
final class StandardLayout {

    private static final String INDEX = "model_index.json";

    /** What takes the noise away; a transformer is recognised so that it can be refused by name. */
    private static final List<String> DENOISERS = List.of("unet", "transformer");

    /** What each is drawn with; other files in the folder do not matter. */
    private static final List<String> SETTINGS = List.of(
            INDEX,
            "scheduler/scheduler_config.json",
            "tokenizer/added_tokens.json",
            "tokenizer/merges.txt",
            "tokenizer/special_tokens_map.json",
            "tokenizer/tokenizer.json",
            "tokenizer/tokenizer_config.json",
            "tokenizer/vocab.json");

    private static final List<String> COMPONENTS = List.of(
            "text_encoder", "text_encoder_2", "text_encoder_3", "unet", "transformer", "vae_decoder", "vae_encoder");

    private StandardLayout() {}

    static boolean matches(Path folder) {
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
                files(folder, networks));
    }

    private static List<ModelFile> files(Path folder, OnnxFiles networks) throws IOException {
        var files = new ArrayList<ModelFile>();
        for (var path : SETTINGS) {
            addIfThere(folder, path, files);
        }
        for (var component : COMPONENTS) {
            addIfThere(folder, component + "/config.json", files);
            if (addIfThere(folder, component + "/model.onnx", files)) {
                addWeights(folder, component, networks, files);
            }
        }
        return files;
    }

    private static boolean addIfThere(Path folder, String path, List<ModelFile> files) throws IOException {
        var file = folder.resolve(path);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        files.add(new ModelFile(path, Files.size(file), null, List.of()));
        return true;
    }

    /** Weights beside a network are missing or damaged where they are shorter than the network says. */
    private static void addWeights(Path folder, String component, OnnxFiles networks, List<ModelFile> files) {
        try {
            for (var weights : networks.read(folder.resolve(component + "/model.onnx"))
                    .external()
                    .entrySet()) {
                var path = component + "/" + weights.getKey();
                var file = folder.resolve(path);
                var size = Files.isRegularFile(file) ? Files.size(file) : 0;
                files.add(new ModelFile(path, Math.max(size, weights.getValue()), null, List.of()));
            }
        } catch (IOException e) {
            return; // the network itself is damaged, which is found when it is verified
        }
    }
}
