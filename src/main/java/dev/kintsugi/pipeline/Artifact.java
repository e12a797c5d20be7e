package dev.kintsugi.pipeline;

import java.util.Map;

/**
 * What a generation gives.
 *
 * @param content of its file
 * @param type the format of the content
 * @param facts about it that its kind of generation knows, by name: of an image those of {@link
 *     dev.kintsugi.pipeline.work.ImageFacts}
 */
public record Artifact(byte[] content, MediaType type, Map<String, String> facts) {

    public Artifact {
        facts = Map.copyOf(facts);
    }
}
