package dev.kintsugi.api.openai;

import dev.kintsugi.api.stream.EventFrames;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers with server-sent events. Every stream ends with {@code image_generation.completed} or {@code error}, whatever
 * happens; a client that goes away stops its job, unless it has an idempotency key.
 */
@ApplicationScoped
class ImageStreams {

    /** So that the head goes out at once: proxies and clients see that work goes on. */
    private static final String BEGUN = ": accepted\n\n";

    private final JobService jobs;
    private final ImageEvents events;
    private final EventFrames streams;
    private final WaitingCallers callers;

    ImageStreams(JobService jobs, ImageEvents events, EventFrames streams, WaitingCallers callers) {
        this.jobs = jobs;
        this.events = events;
        this.streams = streams;
        this.callers = callers;
    }

    Response response(Job job, ImageRequest request, RoutingContext call) {
        var stream = streams.stream(call, BEGUN, frames(job, request), events::error);
        return Response.ok(stream, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Multi<String> frames(Job job, ImageRequest request) {
        var ended = new AtomicBoolean();
        var left = new AtomicBoolean();
        return jobs.events(job.id(), 0)
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1) // pictures are read from files
                .invoke(event -> ended.compareAndSet(false, event.isLast()))
                .onItem()
                .transformToIterable(event -> left.get() ? List.of() : events.write(job, request, event))
                .onCompletion()
                .call(() -> ended.get()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(unfinished(job)))
                .onCancellation()
                .invoke(() -> left.set(true))
                .onCancellation()
                .call(() -> ended.get() ? Uni.createFrom().voidItem() : callers.left(job));
    }

    private static TypedException unfinished(Job job) {
        return new TypedException(
                FailureType.STATE_SAVE_FAILED,
                "The job " + job.id() + " was accepted, but cannot be computed now; it is begun again later.");
    }
}
