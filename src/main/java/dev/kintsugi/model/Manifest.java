package dev.kintsugi.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model is, read from {@code manifest.yaml} in its folder.
 *
 * @param id the name by which clients ask for it
 * @param version versions of one model live side by side
 * @param task what it does, for example {@code text-to-image}
 * @param description one line for people
 * @param licence an SPDX licence identifier
 * @param quality how good its results are, from 0 to 1, measured in the same way for all models of a task
 * @param capabilities what a request may ask of it
 * @param parameters limits and defaults; null for tasks without
 * @param precisions the variants of its weights, the standard one first
 * @param fallbacks models that can stand in for it, best first
 * @param files every file with size, checksum and sources
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
        ModelId id,
        String version,
        String task,
        String description,
        String licence,
        double quality,
        List<String> capabilities,
        @Nullable ImageLimits parameters,
        List<Precision> precisions,
        List<Fallback> fallbacks,
        List<ModelFile> files) {

    public static final String TEXT_TO_IMAGE = "text-to-image";

    /** Networks that are computed with tensors of the caller, and for nothing else that is known. */
    public static final String TENSOR = "tensor";

    public Manifest {
        if (id == null || version == null || task == null) {
            throw new IllegalArgumentException("a manifest needs an id, a version and a task");
        }
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        precisions = precisions == null || precisions.isEmpty()
                ? List.of(new Precision("standard", ""))
                : List.copyOf(precisions);
        fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
        files = files == null ? List.of() : List.copyOf(files);
        if (!version.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")) {
            throw new IllegalArgumentException("not a version: " + version);
        }
    }

    /**
     * One precision of the weights.
     *
     * @param name for example {@code fp16}
     * @param suffix what its model files have between name and ending: {@code _int8} for {@code model_int8.onnx}
     */
    @RegisterForReflection
    public record Precision(String name, String suffix) {}

    /**
     * A model that can stand in for this one.
     *
     * @param model which
     * @param compatibility how much of what this one can do it can do as well, from 0 to 1
     */
    @RegisterForReflection
    public record Fallback(ModelId model, double compatibility) {}

    /** The same with limits and defaults that it does not give itself. */
    public Manifest withParameters(ImageLimits limits) {
        return new Manifest(
                id, version, task, description, licence, quality, capabilities, limits, precisions, fallbacks, files);
    }

    /** What may be expected of another version of which nothing is known: the same, but none of its files. */
    public Manifest ofVersion(String other) {
        return new Manifest(
                id,
                other,
                task,
                description,
                licence,
                quality,
                capabilities,
                parameters,
                precisions,
                fallbacks,
                List.of());
    }

    /** Whether there is a kind of job that its task is for; text models wait for theirs, though any network takes tensors. */
    public boolean hasUse() {
        return task.equals(TEXT_TO_IMAGE) || task.equals(TENSOR);
    }

    public Precision standardPrecision() {
        return precisions.getFirst();
    }

    public Optional<Precision> precision(String name) {
        return precisions.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    public Optional<ModelFile> file(String path) {
        return files.stream().filter(f -> f.path().equals(path)).findFirst();
    }
}
