package dev.kintsugi.api.admin;

import dev.kintsugi.report.learned.LearnedView;
import dev.kintsugi.report.learned.Learning;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What recovery has learned. */
@Path("/admin/recovery")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
class RecoveryResource {

    private final Learning learning;

    RecoveryResource(Learning learning) {
        this.learning = learning;
    }

    @GET
    @Path("learned")
    @Operation(
            operationId = "getLearned",
            summary = "Get what was learned",
            description =
                    "How each strategy did, per kind of failure, model and device, and what is known of the memory"
                            + " that models need. It is kept over restarts.")
    public LearnedView learned() {
        return learning.view();
    }

    @POST
    @Path("reset")
    @Operation(operationId = "resetLearned", summary = "Forget what was learned")
    @APIResponse(responseCode = "204", description = "It is forgotten")
    public void reset() {
        learning.forget();
    }
}
