package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.onnx.OnnxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recognises models of which nothing is known but their networks: a folder with files {@code *.onnx} in it or in its folder
 * {@code onnx}, or one such file. What names end in says the precision, as exporters write them.
 */
final class OnnxLayout {

    private static final String ENDING = ".onnx";
    private static final String FOLDER = "onnx";
    private static final List<String> PRECISIONS = List.of("fp16", "int8", "quantized", "uint8", "q4", "q4f16", "bnb4");

    private OnnxLayout() {}

    static boolean matches(Path folder) throws IOException {
        return !networks(folder).isEmpty();
    }

    static boolean isNetwork(Path file) {
        return String.valueOf(file.getFileName()).endsWith(ENDING) && Files.isRegularFile(file);
    }

    /** A manifest with the networks of a folder; files are listed as found, without checksums. */
    static Manifest manifest(Path folder, ModelId id, String version, OnnxFiles networks) throws IOException {
        return manifest(folder, networks(folder), id, version, networks);
    }

    /** The same with one of its files only. */
    static Manifest manifest(Path folder, String network, ModelId id, OnnxFiles networks) throws IOException {
        return manifest(folder, List.of(network), id, "1", networks);
    }

    private static Manifest manifest(Path folder, List<String> paths, ModelId id, String version, OnnxFiles networks)
            throws IOException {
        var files = new ArrayList<ModelFile>();
        for (var path : paths) {
            files.add(new ModelFile(path, Files.size(folder.resolve(path)), null, List.of()));
            ExportFiles.addWeights(folder, path, networks, files);
        }
        return new Manifest(
                id,
                version,
                Manifest.TENSOR,
                "ONNX networks",
                "unknown",
                0.5,
                List.of(Manifest.TENSOR),
                null,
                precisions(paths),
                List.of(),
                files);
    }

    private static List<String> networks(Path folder) throws IOException {
        var paths = new ArrayList<String>();
        for (var child : FolderReader.children(folder)) {
            var name = String.valueOf(child.getFileName());
            if (isNetwork(child)) {
                paths.add(name);
            } else if (name.equals(FOLDER) && Files.isDirectory(child)) {
                FolderReader.children(child).stream()
                        .filter(OnnxLayout::isNetwork)
                        .map(network -> FOLDER + "/" + network.getFileName())
                        .forEach(paths::add);
            }
        }
        return paths;
    }

    private static List<Manifest.Precision> precisions(List<String> paths) {
        var precisions = new ArrayList<Manifest.Precision>();
        if (paths.stream().anyMatch(path -> PRECISIONS.stream().noneMatch(name -> isIn(path, name)))) {
            precisions.add(new Manifest.Precision("standard", ""));
        }
        for (var name : PRECISIONS) {
            if (paths.stream().anyMatch(path -> isIn(path, name))) {
                precisions.add(new Manifest.Precision(name, "_" + name));
            }
        }
        return precisions;
    }

    private static boolean isIn(String path, String precision) {
        return path.endsWith("_" + precision + ENDING);
    }
}
