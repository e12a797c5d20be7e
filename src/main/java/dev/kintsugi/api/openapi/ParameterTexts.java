package dev.kintsugi.api.openapi;

import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Describes the parameters whose resources do not: {@code META-INF/openapi/parameters.json} has them by name. */
final class ParameterTexts {

    private ParameterTexts() {}

    static void addTo(OpenAPI api) {
        var texts = DocumentFiles.json("parameters.json");
        for (var item : api.getPaths().getPathItems().values()) {
            for (var operation : item.getOperations().values()) {
                if (operation.getParameters() != null) {
                    operation.getParameters().stream()
                            .filter(parameter -> parameter.getDescription() == null && texts.has(parameter.getName()))
                            .forEach(parameter -> parameter.setDescription(
                                    texts.get(parameter.getName()).asText()));
                }
            }
        }
    }
}
