package dev.kintsugi.faults;

import dev.kintsugi.faults.fault.Boundary;
import dev.kintsugi.faults.fault.FaultRequest;
import dev.kintsugi.faults.fault.FaultSettings;
import dev.kintsugi.faults.fault.FaultView;
import dev.kintsugi.faults.fault.Faults;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Fault injection. If it is not enabled there is nothing under these paths. */
@Path("/admin/faults")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
class FaultsResource {

    private final FaultSettings settings;
    private final Faults faults;

    FaultsResource(FaultSettings settings, Faults faults) {
        this.settings = settings;
        this.faults = faults;
    }

    @GET
    @Operation(
            operationId = "listFaults",
            summary = "List the faults that can be injected, and the injected ones with their hits")
    public FaultsView list() {
        requireEnabled();
        return new FaultsView(
                Arrays.stream(Boundary.values()).map(BoundaryView::of).toList(), faults.views());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "injectFault",
            summary = "Inject a fault",
            description = "It is real: what it does to a file stays until it is repaired.")
    @APIResponse(
            responseCode = "201",
            description = "The fault",
            content = @Content(schema = @Schema(implementation = FaultView.class)))
    @NonBlocking // until its body is there
    public Uni<Response> inject(@Nullable FaultRequest request) {
        return Uni.createFrom().item(() -> add(request)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Response add(@Nullable FaultRequest request) {
        requireEnabled();
        if (request == null) {
            throw new TypedException(FailureType.INVALID_PARAMETERS, "the body must not be empty");
        }
        var fault = faults.add(request);
        return Response.created(URI.create("/admin/faults/" + fault.id()))
                .entity(fault)
                .build();
    }

    @DELETE
    @Path("{id}")
    @Operation(operationId = "endFault", summary = "End a fault")
    public void end(String id) {
        requireEnabled();
        if (!faults.remove(id)) {
            throw new NotFoundException();
        }
    }

    @DELETE
    @Operation(operationId = "endAllFaults", summary = "End all faults")
    public void endAll() {
        requireEnabled();
        faults.clear();
    }

    private void requireEnabled() {
        if (!settings.enabled()) {
            throw new NotFoundException();
        }
    }
}
