package dev.kintsugi.api.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Completes the document, once at build time, so that it is the same on the JVM and in the native executable. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI api) {
        ErrorResponses.addTo(api);
        AnswerHeaders.addTo(api);
        ParameterTexts.addTo(api);
        Examples.addTo(api);
        SchemaDetails.addTo(api);
    }
}
