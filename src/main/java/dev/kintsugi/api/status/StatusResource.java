package dev.kintsugi.api.status;

import dev.kintsugi.report.status.Status;
import dev.kintsugi.report.status.StatusView;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the service is. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Status")
class StatusResource {

    private final Status status;

    StatusResource(Status status) {
        this.status = status;
    }

    @GET
    @Operation(
            operationId = "getStatus",
            summary = "Get the status of the service",
            description =
                    "200 until the service shuts down, which answers 503: degraded means that something is missing, such as a model that cannot be used, and a substitute does, unable that no model"
                            + " can answer. Features say what they need, what does not work and what clients get instead.")
    public StatusView status() {
        return status.now();
    }
}
