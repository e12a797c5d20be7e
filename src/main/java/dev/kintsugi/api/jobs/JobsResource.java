package dev.kintsugi.api.jobs;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.api.CallerKey;
import dev.kintsugi.api.call.QueryParameters;
import dev.kintsugi.api.call.WorkerDispatch;
import dev.kintsugi.api.error.UnknownJob;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.service.JobControl;
import dev.kintsugi.job.service.JobService;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Jobs: how they stand, what they made, and what can be done with them. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
class JobsResource {

    private final JobService jobs;
    private final JobControl control;
    private final JobViews views;
    private final NamedModels named;

    JobsResource(JobService jobs, JobControl control, JobViews views, NamedModels named) {
        this.named = named;
        this.jobs = jobs;
        this.control = control;
        this.views = views;
    }

    @GET
    @Operation(
            operationId = "listJobs",
            summary = "List the jobs",
            description = "Those that are kept, the newest first.")
    public JobPage list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("model") @Nullable String model,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("20") String limit,
            @Context UriInfo uri,
            @Context RoutingContext call) {
        QueryParameters.requireKnown(uri.getQueryParameters(), JobFilter.KNOWN);
        var page = jobs.list(JobFilter.of(state, model, cursor, limit, named).seenBy(CallerKey.viewer(call)));
        return new JobPage(page.jobs().stream().map(views::brief).toList(), next(page.next()));
    }

    private static @Nullable String next(OptionalLong number) {
        return number.isPresent() ? String.valueOf(number.getAsLong()) : null;
    }

    @GET
    @Path("{id}")
    @Operation(
            operationId = "getJob",
            summary = "Get a job",
            description = "While it is kept; what was repaired stands in its trail.")
    public JobView job(String id, @Context RoutingContext call) {
        return views.of(require(id, call));
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "cancelJob",
            summary = "Cancel a job",
            description = "Whether it waits, runs or waits for a person.")
    @APIResponse(responseCode = "204", description = "It is stopped, or had ended already")
    @NonBlocking
    public Uni<Void> cancel(String id, @Context RoutingContext call) {
        var viewer = CallerKey.viewer(call);
        var job = JobId.of(id).orElseThrow(() -> new UnknownJob(id));
        return WorkerDispatch.answer(() -> {
            if (!viewer.equals(Viewer.ALL) && jobs.find(job, viewer).isEmpty()) {
                throw new UnknownJob(id);
            }
            return control.cancel(job).replaceWithVoid();
        });
    }

    @POST
    @Path("{id}/resume")
    @ResponseStatus(202)
    @APIResponse(
            responseCode = "202",
            description = "It waits again",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @Operation(
            operationId = "resumeJob",
            summary = "Resume a job",
            description = "Once what was wrong is put right, with what was asked for; finished stages are not computed"
                    + " again. Only a job in the state waiting_for_user can be resumed.")
    public JobView resume(String id, @Context RoutingContext call) {
        return views.of(control.resume(require(id, call)));
    }

    private Job require(String id, RoutingContext call) {
        return JobId.of(id)
                .flatMap(known -> jobs.find(known, CallerKey.viewer(call)))
                .orElseThrow(() -> new UnknownJob(id));
    }
}
