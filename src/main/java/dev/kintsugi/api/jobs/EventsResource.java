package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.api.EventStream;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobService;
import dev.kintsugi.recovery.FieldError;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.report.EventView;
import dev.kintsugi.report.EventViews;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The events of a job as server-sent events (WHATWG HTML, section 9.2): the same as those of {@code /v1/stream}. */
@Path("/v1/jobs")
@Tag(name = "Jobs")
public class EventsResource {

    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final String RETRY = "retry: 2000\n\n";
    private static final String ALIVE = ": still there\n\n";

    private final JobService jobs;
    private final EventViews views;
    private final ObjectMapper json;

    EventsResource(JobService jobs, EventViews views, ObjectMapper json) {
        this.jobs = jobs;
        this.views = views;
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
                            + " after, says which one the caller has already.")
    public Response events(
            String id,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @QueryParam("after") @Nullable String after) {
        var job = JobId.of(id).flatMap(jobs::find).orElseThrow(NotFoundException::new);
        return Response.ok(new EventStream(frames(job, number(last, after))), MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Multi<String> frames(Job job, long after) {
        var over = new AtomicBoolean();
        var events = jobs.events(job.id(), after)
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1) // pictures are read from files
                .map(event -> frame(views.of(job, event)))
                .onTermination()
                .invoke(() -> over.set(true));
        var alive = Multi.createFrom()
                .ticks()
                .startingAfter(SILENCE)
                .every(SILENCE)
                .onOverflow()
                .drop()
                .select()
                .first(_ -> !over.get())
                .map(_ -> ALIVE);
        var ending = events.onCompletion().continueWith(END);
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(RETRY),
                        Multi.createBy()
                                .merging()
                                .withRequests(1) // what waits here cannot be out of date
                                .streams(ending, alive)
                                .select()
                                .first(frame -> !frame.equals(END)));
    }

    /** Nothing on the wire: says that no more comes. */
    private static final String END = "";

    private String frame(EventView event) {
        try {
            return "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: "
                    + json.writeValueAsString(event.data()) + "\n\n";
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
