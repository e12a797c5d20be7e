package dev.kintsugi.api.openapi;

import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;

/**
 * Adds examples: {@code META-INF/openapi/examples.json} has them by operation and status, or {@code request}, and those of errors by
 * the name of their component.
 */
final class Examples {

    private Examples() {}

    static void addTo(OpenAPI api) {
        for (var item : api.getPaths().getPathItems().values()) {
            for (var operation : item.getOperations().values()) {
                var id = operation.getOperationId();
                if (operation.getRequestBody() != null) {
                    add(operation.getRequestBody().getContent(), id + " request");
                }
                operation
                        .getResponses()
                        .getAPIResponses()
                        .forEach((status, response) -> add(response.getContent(), id + " " + status));
            }
        }
        api.getComponents().getResponses().forEach((name, response) -> add(response.getContent(), name));
    }

    private static void add(Content content, String key) {
        var example = DocumentFiles.json("examples.json").path(key);
        if (content != null && !example.isMissingNode()) {
            content.getMediaTypes().forEach((type, media) -> {
                if (type.endsWith("json")) {
                    media.setExamples(
                            Map.of("example", OASFactory.createExample().value(example)));
                }
            });
        }
    }
}
