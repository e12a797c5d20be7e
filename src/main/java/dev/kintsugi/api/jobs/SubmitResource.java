package dev.kintsugi.api.jobs;

import dev.kintsugi.api.AskedKind;
import dev.kintsugi.api.AskedModel;
import dev.kintsugi.api.call.IdempotencyKey;
import dev.kintsugi.api.call.RecoveryHeader;
import dev.kintsugi.api.call.WorkerDispatch;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.Submission;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes jobs in. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
class SubmitResource {

    private final JobService jobs;
    private final PreferredWait waits;
    private final DrainState drainState;
    private final JobViews views;

    SubmitResource(JobService jobs, PreferredWait waits, DrainState drainState, JobViews views) {
        this.jobs = jobs;
        this.waits = waits;
        this.drainState = drainState;
        this.views = views;
    }

    @POST
    @NonBlocking // until its body is there
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "submitJob",
            summary = "Submit a job",
            description =
                    "It survives the end of the process. With Prefer: wait=10 (RFC 7240) the answer comes when the job"
                            + " has ended, or after so many seconds. With an Idempotency-Key the same request is one job, however"
                            + " often it is sent.")
    @APIResponse(
            responseCode = "202",
            description = "It is accepted; Location says where it is found",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(
            responseCode = "200",
            description = "It has ended while the caller waited, or before",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @Parameter(
            name = "Idempotency-Key",
            in = ParameterIn.HEADER,
            description = "The caller's own name for the request: sent again with it, the same request is one job.",
            schema = @Schema(implementation = String.class))
    public Uni<Response> submit(
            @Nullable Submission body,
            @HeaderParam("Prefer") @Nullable String prefer,
            @HeaderParam(RecoveryHeader.NAME) @Nullable String recovery,
            RoutingContext call) {
        return WorkerDispatch.answer(
                () -> accept(body, prefer, recovery, call)); // it is kept before it is acknowledged
    }

    private Uni<Response> accept(
            @Nullable Submission body, @Nullable String prefer, @Nullable String recovery, RoutingContext call) {
        if (body == null) {
            throw new TypedException(FailureType.INVALID_PARAMETERS, "the body must not be empty");
        }
        AskedModel.put(call, body.model());
        WorkKind.of(body.kind()).ifPresent(kind -> AskedKind.put(call, kind));
        var wait = Preference.wait(prefer);
        var accepted =
                jobs.submit(body.toRequest(IdempotencyKey.caller(call), RecoveryHeader.of(recovery), jobs::check));
        if (wait.isZero() || accepted.job().state().hasEnded()) {
            return Uni.createFrom().item(answer(accepted.job(), wait, body.warnings()));
        }
        return waits.end(accepted, wait).map(job -> answer(job, wait, body.warnings()));
    }

    private Response answer(Job job, Duration wait, List<String> warnings) {
        var response = Response.status(job.state().hasEnded() ? 200 : 202)
                .location(URI.create("/v1/jobs/" + job.id()))
                .entity(views.of(job, warnings));
        if (drainState.isClosed() && !job.state().hasEnded()) {
            response.header("Retry-After", RestartRefusal.COME_BACK.toSeconds());
        }
        return wait.isZero()
                ? response.build()
                : response.header("Preference-Applied", "wait=" + wait.toSeconds())
                        .build();
    }
}
