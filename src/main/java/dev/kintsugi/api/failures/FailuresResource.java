package dev.kintsugi.api.failures;

import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which kinds of failure there are, and what this server does about each. */
@Path("/v1/failures")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Failures")
class FailuresResource {

    /**
     * All kinds.
     *
     * @param data one entry for each
     */
    @RegisterForReflection
    @Schema(name = "FailureTypeList")
    record All(List<FailureView> data) {}

    private final FailureCatalog catalog;

    FailuresResource(FailureCatalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Operation(operationId = "listFailureTypes", summary = "List the failure types")
    public All list() {
        return new All(Arrays.stream(FailureType.values()).map(this::view).toList());
    }

    @GET
    @Path("{name}")
    @Operation(operationId = "getFailureType", summary = "Get a failure type by its code or an alias")
    public FailureView one(String name) {
        return FailureType.of(name).map(this::view).orElseThrow(NotFoundException::new);
    }

    private FailureView view(FailureType type) {
        return FailureView.of(type, catalog.profile(type));
    }
}
