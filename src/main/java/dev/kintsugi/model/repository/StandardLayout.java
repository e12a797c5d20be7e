package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.file.OnnxFile;
import dev.kintsugi.model.file.OnnxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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

    /** What the index of a model calls the kinds that are drawn with the three networks that are known here. */
    private static final Pattern KNOWN = Pattern.compile("((Onnx|ORT)?StableDiffusion|(ORT)?LatentConsistency).*|");

    private static final List<String> FOREIGN = List.of(".safetensors", ".bin", ".pt", ".ckpt", ".msgpack");

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

    /** Why a folder cannot be used whatever its networks contain, with its kind or part by name and what to do. */
    static Optional<String> refusal(Path folder) throws IOException {
        var index = ExportLimits.read(folder.resolve(INDEX));
        var kind = index.path("_class_name").asText("");
        var told = INDEX + ": _class_name is \"" + kind + "\": ";
        if (!Files.exists(folder.resolve("unet"))
                && (Files.isDirectory(folder.resolve("transformer"))
                        || index.path("transformer").isArray())) {
            return Optional.of(told + "models with a transformer instead of unet/model.onnx are not supported");
        }
        var whole = Model.NETWORKS.stream().allMatch(part -> Files.isDirectory(folder.resolve(part)));
        if (!whole && !KNOWN.matcher(kind).matches()) {
            return Optional.of(told + "only models of the Stable Diffusion kind, with "
                    + String.join(", ", Model.NETWORKS) + ", are supported");
        }
        for (var part : Model.NETWORKS) {
            var foreign = foreign(folder.resolve(part));
            if (foreign.isPresent()) {
                return Optional.of(
                        part + " holds " + foreign.get()
                                + " and no model.onnx: export the model to ONNX first, for example with optimum-cli export onnx");
            }
        }
        return Optional.empty();
    }

    /** The same by what a manifest lists. */
    static Optional<String> refusal(Manifest manifest) {
        var paths = manifest.files().stream().map(ModelFile::path).toList();
        return manifest.task().equals(Manifest.TEXT_TO_IMAGE)
                        && paths.stream().anyMatch(path -> path.startsWith("transformer/"))
                        && paths.stream().noneMatch(path -> path.startsWith("unet/"))
                ? Optional.of(
                        Manifests.FILE + ": models with a transformer instead of unet/model.onnx are not supported")
                : Optional.empty();
    }

    /** Weights of another framework in a folder without any network. */
    private static Optional<String> foreign(Path part) throws IOException {
        if (!Files.isDirectory(part) || !Files.isReadable(part)) {
            return Optional.empty();
        }
        var names = FolderReader.children(part).stream()
                .map(child -> String.valueOf(child.getFileName()))
                .toList();
        return names.stream().anyMatch(name -> name.endsWith(".onnx"))
                ? Optional.empty()
                : names.stream()
                        .filter(name -> FOREIGN.stream().anyMatch(name::endsWith))
                        .findFirst();
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

    private static List<ModelFile> files(Path folder, OnnxFiles networks) throws IOException {
        var files = new ArrayList<ModelFile>();
        for (var path : SETTINGS) {
            addIfThere(folder, path, files);
        }
        for (var component : COMPONENTS) {
            addIfThere(folder, component + "/config.json", files);
            if (addIfThere(folder, component + "/model.onnx", files)) {
                addWeights(folder, component + "/model.onnx", networks, files);
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

    /** Weights beside a network are missing or damaged if they are shorter than the network says. */
    static void addWeights(Path folder, String network, OnnxFiles networks, List<ModelFile> files) {
        try {
            for (var weights : networks.read(folder.resolve(network)).external().entrySet()) {
                var inside = OnnxFile.inside(weights.getKey());
                if (inside.isEmpty()) {
                    continue; // the model is refused for it when it is read
                }
                var path = network.substring(0, network.lastIndexOf('/') + 1) + inside.get();
                var file = folder.resolve(path);
                var size = Files.isRegularFile(file) ? Files.size(file) : 0;
                files.add(new ModelFile(path, Math.max(size, weights.getValue()), null, List.of()));
            }
        } catch (IOException e) {
            return; // the network itself is damaged, which is found when it is verified
        }
    }
}
