package dev.kintsugi.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A model that is installed.
 *
 * @param manifest what it is
 * @param folder where its files are
 */
public record Model(Manifest manifest, Path folder) {

    /** The folders of the networks that draw a picture. */
    public static final List<String> NETWORKS = List.of("text_encoder", "unet", "vae_decoder");

    public ModelId id() {
        return manifest.id();
    }

    public Path path(String file) {
        return folder.resolve(file);
    }

    /** The paths of what it says of itself, as far as drawing needs it. */
    public Set<String> settings() {
        return Needs.settings(this);
    }

    /** The path of a component's network in one precision, relative to the folder, such as {@code unet/model.onnx}. */
    public String network(String component, String precision) {
        var suffix = manifest.precision(precision)
                .orElse(manifest.standardPrecision())
                .suffix();
        return component + "/model" + suffix + ".onnx";
    }
}
