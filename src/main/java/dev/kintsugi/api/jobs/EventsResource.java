package dev.kintsugi.api.jobs;

import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.ApiKeys;
import dev.kintsugi.api.CallerKey;
import dev.kintsugi.api.call.InFlightRequests;
import dev.kintsugi.api.error.UnknownJob;
import dev.kintsugi.api.stream.EventFrames;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.service.JobService;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The events of a job as server-sent events (WHATWG HTML, section 9.2): the same as those of {@code /v1/stream}. */
@Path("/v1/jobs")
@Tag(name = "Jobs")
class EventsResource {

    private final JobService jobs;
    private final EventFrames streams;
    private final JobEventFrames frames;
    private final ApiKeys keys;

    EventsResource(JobService jobs, EventFrames streams, JobEventFrames frames, ApiKeys keys) {
        this.keys = keys;
        this.jobs = jobs;
        this.streams = streams;
        this.frames = frames;
    }

    @GET
    @Path("{id}/events")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "followJob",
            summary = "Follow a job",
            description =
                    "Events past and to come, each with its number as id; ends after the last one. Last-Event-ID, or"
                            + " after, says which one the caller has already. A stream that ends before tells why with"
                            + " the event stream.closed.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content =
                    @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "204", description = "The caller has the last one: nothing follows")
    public Response events(
            String id,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext call) {
        var job = JobId.of(id)
                .flatMap(known -> jobs.find(known, CallerKey.viewer(call)))
                .orElseThrow(() -> new UnknownJob(id));
        var number = LastEventId.of(last, after);
        if (job.state().hasEnded() && jobs.endsWith(job.id(), number)) {
            return Response.noContent().build(); // with which a browser does not ask again
        }
        InFlightRequests.follows(call);
        var stream =
                streams.stream(call, EventFrames.RETRY + "\n", frames(job, number, CallerKey.of(call)), frames::closed);
        return Response.ok(stream, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Multi<String> frames(Job job, long after, Optional<ApiKey> key) {
        return jobs.events(job.id(), after)
                .invoke(_ -> key.ifPresent(keys::requireStill))
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1) // pictures are read from files
                .map(event -> frames.frame(job, event));
    }
}
