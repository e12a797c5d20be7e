package dev.kintsugi.api.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Documents the headers of answers. The headers themselves are described in {@code META-INF/openapi.yaml}. */
final class AnswerHeaders {

    private AnswerHeaders() {}

    private static final String CORRELATION = "X-Correlation-ID";
    private static final List<String> QUEUE = List.of("RateLimit", "RateLimit-Policy");
    private static final List<String> PARTS = List.of("Accept-Ranges", "Content-Range");
    private static final List<String> ARTIFACT =
            List.of("ETag", "Accept-Ranges", "Cache-Control", "Vary", "Kintsugi-Repaired");

    /** By operation and status. */
    private static final Map<String, List<String>> OTHERS = Map.of(
            "generateImages 200", concat(QUEUE, "X-Accel-Buffering"),
            "followJob 200", List.of("X-Accel-Buffering"),
            "submitJob 200", List.of("Location", "Preference-Applied", "RateLimit", "RateLimit-Policy"),
            "submitJob 202", List.of("Location", "Preference-Applied", "Retry-After", "RateLimit", "RateLimit-Policy"),
            "injectFault 201", List.of("Location"),
            "getArtifact 200", ARTIFACT,
            "getArtifact 206", concat(ARTIFACT, "Content-Range"),
            "getArtifact 304", List.of("ETag", "Accept-Ranges", "Cache-Control", "Vary"));

    static void addTo(OpenAPI api) {
        for (var item : api.getPaths().getPathItems().values()) {
            for (var operation : item.getOperations().values()) {
                operation.getResponses().getAPIResponses().forEach((status, response) -> {
                    add(response, OTHERS.getOrDefault(operation.getOperationId() + " " + status, List.of()));
                });
            }
        }
        for (var status : ErrorStatus.values()) {
            for (var openAi : List.of(true, false)) {
                var response = api.getComponents().getResponses().get(status.component(openAi));
                if (response != null) {
                    add(response, status.tellsWhen() ? List.of("Retry-After") : List.of());
                    add(response, status.isBeforeHandlers() ? List.of() : QUEUE);
                    add(response, status.closes() ? List.of("Connection") : List.of());
                    add(response, status == ErrorStatus.RANGE ? PARTS : List.of());
                }
            }
        }
    }

    private static void add(APIResponse response, List<String> names) {
        if (response.getRef() == null) {
            concat(names, CORRELATION)
                    .forEach(name ->
                            response.addHeader(name, OASFactory.createHeader().ref("#/components/headers/" + name)));
        }
    }

    private static List<String> concat(List<String> names, String other) {
        var all = new ArrayList<>(names);
        all.add(other);
        return List.copyOf(all);
    }
}
