package dev.kintsugi.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The networks of a model by their names: {@code unet} for {@code unet/model.onnx}, {@code classifier} for {@code classifier.onnx}. */
public final class ModelNetworks {

    private static final String ENDING = ".onnx";
    private static final String USUAL = "/model";

    private ModelNetworks() {}

    /** The path of each network in a precision, relative to the model's folder, by its name. */
    public static Map<String, String> of(Model model, String precision) {
        var manifest = model.manifest();
        var suffix =
                manifest.precision(precision).map(Manifest.Precision::suffix).orElse("");
        var networks = new TreeMap<String, String>();
        for (var file : manifest.files()) {
            var path = file.path();
            if (path.endsWith(ENDING)) {
                var stem = path.substring(0, path.length() - ENDING.length());
                if (suffix(manifest, stem).equals(suffix)) {
                    networks.put(name(stem.substring(0, stem.length() - suffix.length())), path);
                }
            }
        }
        return Collections.unmodifiableMap(networks);
    }

    /** The path of one of them; empty if it is not there in this precision. */
    public static Optional<String> path(Model model, String network, String precision) {
        return Optional.ofNullable(of(model, precision).get(network));
    }

    /** That of a precision which is not the one without. */
    private static String suffix(Manifest manifest, String stem) {
        return manifest.precisions().stream()
                .map(Manifest.Precision::suffix)
                .filter(suffix -> !suffix.isEmpty() && stem.endsWith(suffix))
                .findFirst()
                .orElse("");
    }

    private static String name(String stem) {
        return stem.endsWith(USUAL) ? stem.substring(0, stem.length() - USUAL.length()) : stem;
    }
}
