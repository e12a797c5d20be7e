package dev.kintsugi.model;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that is installed.
 *
 * @param manifest what it is
 * @param folder of its files
 * @param refusal why it cannot be used whatever its files contain, and what to do; null if nothing is known against it
 */
public record Model(
        Manifest manifest, Path folder, @Nullable String refusal) {

    /** The folders of the networks that draw a picture. */
    public static final List<String> NETWORKS = List.of("text_encoder", "unet", "vae_decoder");

    /** One that can be used as far as is known. */
    public Model(Manifest manifest, Path folder) {
        this(manifest, folder, null);
    }

    /** The same model, which cannot be used. */
    public Model refused(String why) {
        return new Model(manifest, folder, why);
    }

    /**
     * Makes sure that it can be used as far as its folder says.
     *
     * @throws TypedException model_compatibility_error with the reason and what to do
     */
    public void requireUsable() {
        if (refusal != null) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR, "the model " + id() + " cannot be used: " + refusal);
        }
    }

    public ModelId id() {
        return manifest.id();
    }

    /** Whether another one is the same version of the same model, whatever its files. */
    public boolean isSameVersion(Model other) {
        return id().equals(other.id()) && manifest.version().equals(other.manifest.version());
    }

    public Path path(String file) {
        return folder.resolve(file);
    }

    /** The paths of what it says of itself, as far as drawing needs it. */
    public Set<String> settings() {
        return RequiredFiles.settings(this);
    }

    /** The path of a component's network in one precision, relative to the folder, such as {@code unet/model.onnx}. */
    public String network(String component, String precision) {
        var suffix = manifest.precision(precision)
                .orElse(manifest.standardPrecision())
                .suffix();
        return component + "/model" + suffix + ".onnx";
    }
}
