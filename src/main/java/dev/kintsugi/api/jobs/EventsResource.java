package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.api.call.InFlightRequests;
import dev.kintsugi.api.error.Failures;
import dev.kintsugi.api.error.UnknownJob;
import dev.kintsugi.api.stream.EventFrames;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.event.EventView;
import dev.kintsugi.report.event.EventViews;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The events of a job as server-sent events (WHATWG HTML, section 9.2): the same as those of {@code /v1/stream}. */
@Path("/v1/jobs")
@Tag(name = "Jobs")
class EventsResource {

    private final JobService jobs;
    private final EventViews views;
    private final EventFrames streams;
    private final Failures failures;
    private final Problems problems;
    private final ObjectMapper json;

    EventsResource(
            JobService jobs,
            EventViews views,
            EventFrames streams,
            Failures failures,
            Problems problems,
            ObjectMapper json) {
        this.jobs = jobs;
        this.views = views;
        this.streams = streams;
        this.failures = failures;
        this.problems = problems;
        this.json = json;
    }

    @GET
    @Path("{id}/events")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow a job",
            description =
                    "Events past and to come, each with its number as id; ends after the last one. Last-Event-ID, or"
                            + " after, says which one the caller has already. A stream that ends before tells why with"
                            + " the event stream.closed.")
    @APIResponse(responseCode = "200", description = "The events")
    @APIResponse(responseCode = "204", description = "The caller has the last one: nothing follows")
    public Response events(
            String id,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext call) {
        var job = JobId.of(id).flatMap(jobs::find).orElseThrow(UnknownJob::new);
        var number = number(last, after);
        if (job.state().hasEnded() && jobs.endsWith(job.id(), number)) {
            return Response.noContent().build(); // with which a browser does not ask again
        }
        InFlightRequests.follows(call);
        var stream = streams.stream(call, EventFrames.RETRY + "\n", frames(job, number), this::closed);
        return Response.ok(stream, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Multi<String> frames(Job job, long after) {
        return jobs.events(job.id(), after)
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1) // pictures are read from files
                .map(event -> tell(job, event));
    }

    /** An end that cannot be read, such as that of a lost artifact, is sent as an error: it is the end all the same. */
    private String tell(Job job, JobEvent event) {
        try {
            return frame(views.of(job, event));
        } catch (TypedException e) {
            if (!event.isLast()) {
                throw e;
            }
            return "id: " + event.seq() + "\n"
                    + closed(problems.of(
                            failures.understand(e, job.correlationId()).failure(), "/v1/jobs/" + job.id()));
        }
    }

    private String closed(Problem problem) {
        return "event: stream.closed\ndata: " + write(problem) + "\n\n";
    }

    private String frame(EventView event) {
        return "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + write(event.data()) + "\n\n";
    }

    private String write(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written", e);
        }
    }

    /** What browsers send of themselves counts more than what stood in the address once. */
    private static long number(@Nullable String last, @Nullable String after) {
        var text = last == null || last.isBlank() ? after : last;
        if (text == null || text.isBlank()) {
            return 0;
        }
        if (!text.strip().matches("\\d{1,18}")) {
            throw TypedException.invalid(List.of(new FieldError(
                    last == null || last.isBlank() ? "after" : "Last-Event-ID",
                    "must be the number of the last event that you have, 0 for none")));
        }
        return Long.parseLong(text.strip());
    }
}
