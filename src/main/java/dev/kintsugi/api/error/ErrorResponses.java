package dev.kintsugi.api.error;

import dev.kintsugi.report.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Documents how operations that say nothing of it answer failures: with problem documents (RFC 9457), or as OpenAI does. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ErrorResponses implements OASFilter {

    private static final String DEFAULT = "default";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getPaths() != null && api.getPaths().getPathItems() != null) {
            api.getPaths()
                    .getPathItems()
                    .forEach((path, item) ->
                            item.getOperations().values().forEach(operation -> complete(operation, path)));
        }
    }

    private static void complete(Operation operation, String path) {
        var responses = operation.getResponses();
        responses.removeAPIResponse("400"); // one of many, and without a description
        if (!responses.hasAPIResponse(DEFAULT)) {
            responses.addAPIResponse(DEFAULT, OpenAiError.speaks(path) ? error() : problem());
        }
    }

    private static APIResponse problem() {
        return response("What went wrong, with what to do about it", Problem.MEDIA_TYPE, "Problem");
    }

    private static APIResponse error() {
        return response("What went wrong, in OpenAI's envelope", MediaType.APPLICATION_JSON, "OpenAiError");
    }

    private static APIResponse response(String description, String mediaType, String schema) {
        var media =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/" + schema));
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent().addMediaType(mediaType, media));
    }
}
