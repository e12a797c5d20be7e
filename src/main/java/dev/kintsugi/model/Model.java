package dev.kintsugi.model;

import java.nio.file.Path;

/**
 * A model that is installed.
 *
 * @param manifest what it is
 * @param folder where its files are
 */
public record Model(Manifest manifest, Path folder) {

    public ModelId id() {
        return manifest.id();
    }

    public Path path(String file) {
        return folder.resolve(file);
    }

    /** The path of a component's network in one precision, relative to the folder, such as {@code unet/model.onnx}. */
    public String network(String component, String precision) {
        var suffix = manifest.precision(precision)
                .orElse(manifest.standardPrecision())
                .suffix();
        return component + "/model" + suffix + ".onnx";
    }
}
