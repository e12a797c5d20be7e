package dev.kintsugi.job;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.pipeline.MediaType;
import java.util.Map;

/**
 * A finished artifact, of which the content lies in the {@link ArtifactStore}.
 *
 * @param digest SHA-256 of the content, lower-case hexadecimal
 * @param type the format of the content
 * @param bytes the length of the content
 * @param facts about it, as {@link dev.kintsugi.pipeline.Artifact#facts} has them
 */
public record ArtifactRef(String digest, MediaType type, long bytes, Map<String, String> facts) {

    public ArtifactRef {
        facts = Map.copyOf(facts);
    }

    /** The name of its file among the artifacts of its job, from its place among them. */
    public String fileName(int index) {
        return index + "." + type.extension();
    }
}
