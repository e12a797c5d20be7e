package dev.kintsugi.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.pipeline.MediaType;
import java.util.Locale;
import java.util.Map;

/**
 * Makes documents of earlier versions those of today, so that all other code knows one form only. Version 1 knew images only:
 * its requests and works have no kind, its artifacts a size and a seed in place of facts, its progress names of images.
 */
final class EarlierDocuments {

    private static final String KIND = "kind";
    private static final Map<String, String> RENAMED = Map.of("image", "item", "images", "items", "png", "content");

    private EarlierDocuments() {}

    /** Changes a document of version 1 into one of version 2. */
    static void upcast(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has("digest") && object.has("contentType")) {
                artifact(object);
            }
            kind(object, "request");
            kind(object, "picture");
            if (object.get("progress") instanceof ObjectNode progress) {
                progress(progress);
            }
        }
        node.forEach(EarlierDocuments::upcast);
    }

    private static void kind(ObjectNode owner, String field) {
        if (owner.get(field) instanceof ObjectNode object) {
            object.put(KIND, "image");
        }
    }

    private static void artifact(ObjectNode artifact) {
        var size = artifact.path("size");
        artifact.putObject("type").put("name", MediaType.PNG.name()).put("extension", MediaType.PNG.extension());
        artifact.putObject("facts")
                .put(
                        "size",
                        size.path("width").asInt() + "x" + size.path("height").asInt())
                .put("seed", artifact.path("seed").asText());
    }

    private static void progress(ObjectNode progress) {
        RENAMED.forEach((before, now) -> {
            if (progress.has(before)) {
                progress.set(now, progress.remove(before));
            }
        });
        if (progress.has("stage")) {
            progress.put("stage", progress.path("stage").asText().toLowerCase(Locale.ROOT));
        }
        if (progress.path(KIND).asText().equals("preview")) {
            progress.put("stage", "denoise")
                    .putObject("type")
                    .put("name", MediaType.PNG.name())
                    .put("extension", MediaType.PNG.extension());
        }
    }
}
