package dev.kintsugi.model.repository;

import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.onnx.OnnxFile;
import dev.kintsugi.model.onnx.OnnxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a Stable Diffusion export that it is drawn with, as they are found in its folder. */
final class ExportFiles {

    /** Other files in the folder do not matter. */
    private static final List<String> SETTINGS = List.of(
            StandardLayout.INDEX,
            "scheduler/scheduler_config.json",
            "tokenizer/added_tokens.json",
            "tokenizer/merges.txt",
            "tokenizer/special_tokens_map.json",
            "tokenizer/tokenizer.json",
            "tokenizer/tokenizer_config.json",
            "tokenizer/vocab.json");

    private static final List<String> COMPONENTS = List.of(
            "text_encoder", "text_encoder_2", "text_encoder_3", "unet", "transformer", "vae_decoder", "vae_encoder");

    private ExportFiles() {}

    /** Files of settings and networks with their weights, without checksums. */
    static List<ModelFile> list(Path folder, OnnxFiles networks) throws IOException {
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
