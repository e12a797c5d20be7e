package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.file.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Exports that are recognised so that they can be refused by name. */
final class UnsupportedExports {

    /** What the index of a model calls the kinds that are drawn with the three networks that are known here. */
    private static final Pattern KNOWN = Pattern.compile("((Onnx|ORT)?StableDiffusion|(ORT)?LatentConsistency).*|");

    private static final List<String> FOREIGN = List.of(".safetensors", ".bin", ".pt", ".ckpt", ".msgpack");

    private static final String LIST_EACH = "list each file with path, size and sha256, or delete " + Manifests.FILE;

    private UnsupportedExports() {}

    /** Why a folder cannot be used whatever its networks contain, with its kind or part by name and what to do. */
    static Optional<String> refusal(Path folder) throws IOException {
        var index = JsonFile.settings(folder.resolve(StandardLayout.INDEX));
        var kind = index.path("_class_name").asText("");
        var told = StandardLayout.INDEX + ": _class_name is \"" + kind + "\": ";
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

    /** The same by what a manifest lists, and does not list though it is in the folder. */
    static Optional<String> refusal(Manifest manifest, Path folder) {
        var paths = manifest.files().stream().map(ModelFile::path).toList();
        if (paths.isEmpty()) {
            return Optional.of(Manifests.FILE + " lists no files: " + LIST_EACH);
        }
        if (manifest.task().equals(Manifest.TEXT_TO_IMAGE)) {
            var model = new Model(manifest, folder);
            var unlisted = Model.NETWORKS.stream()
                    .map(part ->
                            model.network(part, manifest.standardPrecision().name()))
                    .filter(path -> !paths.contains(path) && Files.exists(folder.resolve(path)))
                    .toList();
            if (!unlisted.isEmpty()) {
                return Optional.of(Manifests.FILE + " does not list " + String.join(", ", unlisted) + ": " + LIST_EACH);
            }
        }
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
}
