package dev.kintsugi.api.openapi;

import static dev.kintsugi.api.openapi.ErrorStatus.*;

import dev.kintsugi.api.error.OpenAiError;
import dev.kintsugi.report.problem.Problem;
import jakarta.ws.rs.core.MediaType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Documents every status with which an operation can fail: with problem documents (RFC 9457), or as OpenAI does. Most follow from
 * what the operation reads; a table has the others.
 */
final class ErrorResponses {

    private ErrorResponses() {}

    private static final Set<ErrorStatus> ALWAYS = EnumSet.of(
            BAD_REQUEST, NOT_ACCEPTABLE, URI_TOO_LONG, EXPECTATION, HEADERS_TOO_LARGE, INTERNAL, UNAVAILABLE);

    private static final Map<String, Set<ErrorStatus>> OTHERS = Map.of(
            "generateImages",
            EnumSet.of(NOT_FOUND, CONFLICT, TOO_MANY, NOT_IMPLEMENTED, BAD_GATEWAY, GATEWAY_TIMEOUT, NO_STORAGE),
            "submitJob",
            EnumSet.of(NOT_FOUND, CONFLICT, TOO_MANY, NOT_IMPLEMENTED, NO_STORAGE),
            "resumeJob",
            EnumSet.of(CONFLICT, TOO_MANY, NO_STORAGE),
            "giveFeedback",
            EnumSet.of(CONFLICT),
            "getArtifact",
            EnumSet.of(RANGE, NO_STORAGE),
            "closeTicket",
            EnumSet.of(NO_STORAGE),
            "listFaults",
            EnumSet.of(NOT_FOUND),
            "injectFault",
            EnumSet.of(NOT_FOUND),
            "endAllFaults",
            EnumSet.of(NOT_FOUND));

    static void addTo(OpenAPI api) {
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((method, operation) -> complete(api, operation, method, OpenAiError.speaks(path))));
    }

    private static void complete(OpenAPI api, Operation operation, HttpMethod method, boolean openAi) {
        var responses = operation.getResponses();
        responses.removeAPIResponse("400"); // one of many, and without a description
        responses.removeAPIResponse("default");
        for (var status : statuses(operation, method)) {
            var shown = openAi && status == UNPROCESSABLE ? BAD_REQUEST : status;
            if (!responses.hasAPIResponse(shown.code())) {
                api.getComponents().addResponse(shown.component(openAi), openAi ? envelope(shown) : problem(shown));
                responses.addAPIResponse(
                        shown.code(),
                        OASFactory.createAPIResponse().ref("#/components/responses/" + shown.component(openAi)));
            }
        }
    }

    private static Set<ErrorStatus> statuses(Operation operation, HttpMethod method) {
        var statuses = EnumSet.copyOf(ALWAYS);
        if (method == HttpMethod.POST || method == HttpMethod.PUT) {
            statuses.add(REQUEST_TIMEOUT);
            statuses.add(TOO_LARGE);
        }
        if (operation.getRequestBody() != null) {
            statuses.add(MEDIA_TYPE);
            statuses.add(UNPROCESSABLE);
        }
        if (operation.getParameters() != null) {
            for (var parameter : operation.getParameters()) {
                if (parameter.getIn() == Parameter.In.PATH) {
                    statuses.add(NOT_FOUND);
                } else if (parameter.getIn() == Parameter.In.QUERY) {
                    statuses.add(UNPROCESSABLE);
                }
            }
        }
        statuses.addAll(OTHERS.getOrDefault(operation.getOperationId(), Set.of()));
        return statuses;
    }

    private static APIResponse problem(ErrorStatus status) {
        return response(status, Problem.MEDIA_TYPE, "Problem");
    }

    private static APIResponse envelope(ErrorStatus status) {
        return response(status, MediaType.APPLICATION_JSON, "OpenAiError");
    }

    private static APIResponse response(ErrorStatus status, String mediaType, String schema) {
        var document =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/" + schema));
        var page = OASFactory.createMediaType().schema(OASFactory.createSchema().addType(SchemaType.STRING));
        return OASFactory.createAPIResponse()
                .description(status.text())
                .content(OASFactory.createContent()
                        .addMediaType(mediaType, document)
                        .addMediaType(MediaType.TEXT_HTML, page));
    }
}
