package dev.kintsugi.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a model.
 *
 * @param path relative to the model's folder, with forward slashes
 * @param size in bytes
 * @param sha256 lower-case hexadecimal; null if unknown, then only the size is checked
 * @param sources URIs that the file can be fetched from, tried in order
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelFile(String path, long size, @Nullable String sha256, List<String> sources) {

    @JsonCreator
    static ModelFile of(
            @JsonProperty("path") @Nullable String path,
            @JsonProperty("size") @Nullable Long size,
            @JsonProperty("sha256") @Nullable String sha256,
            @JsonProperty("sources") @Nullable List<String> sources) {
        if (path == null) {
            throw new IllegalArgumentException("path is missing from an entry of files");
        }
        if (size == null) {
            throw new IllegalArgumentException("size is missing from the entry of " + path + " in files");
        }
        return new ModelFile(path, size, sha256, sources == null ? List.of() : sources);
    }

    public ModelFile {
        sources = sources == null ? List.of() : List.copyOf(sources);
        if (path.startsWith("/")
                || path.contains("\\")
                || List.of(path.split("/")).contains("..")) {
            throw new IllegalArgumentException("not a path inside the model's folder: " + path);
        }
    }
}
