package dev.kintsugi.model;

import dev.kintsugi.model.onnx.OnnxFile;
import dev.kintsugi.model.onnx.OnnxFiles;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which files a model needs to draw in one precision: the networks that draw, the weights beside them, and what the model
 * says of itself. Others in its folder, such as notes, logs or networks of another precision, do not matter.
 */
public final class RequiredFiles {

    private static final Set<String> SETTINGS = Set.of(".json", ".txt");

    private final OnnxFiles networks;

    public RequiredFiles(OnnxFiles networks) {
        this.networks = networks;
    }

    /** Paths as the manifest has them, and those of networks that it should have. */
    public Set<String> of(Model model, String precision) {
        var needed = new LinkedHashSet<String>();
        if (!model.manifest().task().equals(Manifest.TEXT_TO_IMAGE)) {
            var others = new HashSet<String>();
            model.manifest()
                    .precisions()
                    .forEach(other ->
                            others.addAll(ModelNetworks.of(model, other.name()).values()));
            others.removeAll(ModelNetworks.of(model, precision).values());
            model.manifest().files().stream()
                    .map(ModelFile::path)
                    .filter(path -> !others.contains(path))
                    .forEach(needed::add);
            return needed;
        }
        for (var component : Model.NETWORKS) {
            var network = model.network(component, precision);
            needed.add(network);
            needed.addAll(weights(model, network));
        }
        needed.addAll(settings(model));
        return needed;
    }

    /** What the model says of itself. */
    static Set<String> settings(Model model) {
        var settings = new LinkedHashSet<String>();
        for (var file : model.manifest().files()) {
            var path = file.path();
            var ending = path.substring(Math.max(0, path.lastIndexOf('.')));
            if (SETTINGS.contains(ending) && !path.startsWith("vae_encoder/")) {
                settings.add(path);
            }
        }
        return settings;
    }

    /** The files beside a network that it names, if the manifest lists them. */
    private Set<String> weights(Model model, String network) {
        var weights = new HashSet<String>();
        try {
            var folder = network.substring(0, network.lastIndexOf('/') + 1);
            networks.read(model.path(network)).external().keySet().stream()
                    .flatMap(name -> OnnxFile.inside(name).stream())
                    .forEach(name -> weights.add(folder + name));
        } catch (IOException e) {
            // The network itself is damaged; what is sure to belong to it has its name.
            model.manifest().files().stream()
                    .map(ModelFile::path)
                    .filter(path -> path.startsWith(network))
                    .forEach(weights::add);
        }
        weights.retainAll(model.manifest().files().stream().map(ModelFile::path).toList());
        return weights;
    }
}
