package dev.kintsugi.api.openai;

import dev.kintsugi.api.AskedModel;
import dev.kintsugi.api.call.IdempotencyKey;
import dev.kintsugi.api.call.RecoveryHeader;
import dev.kintsugi.api.call.WorkerDispatch;
import dev.kintsugi.api.error.NotYetAnswered;
import dev.kintsugi.api.error.OpenAiError;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.service.AcceptedJob;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Draws pictures, as OpenAI's API has it. A client that goes away does not want its pictures any more, unless it has an
 * idempotency key to come back with.
 */
@Path("/v1/images/generations")
@Tag(name = "OpenAI")
class ImagesResource {

    private final RequestCheck check;
    private final JobService jobs;
    private final WaitingCallers callers;
    private final ImageResponses responses;
    private final ImageStreams streams;

    ImagesResource(
            RequestCheck check,
            JobService jobs,
            WaitingCallers callers,
            ImageResponses responses,
            ImageStreams streams) {
        this.check = check;
        this.jobs = jobs;
        this.callers = callers;
        this.responses = responses;
        this.streams = streams;
    }

    @POST
    @NonBlocking // until its body is there
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Operation(
            operationId = "generateImages",
            summary = "Generate images from a prompt",
            description = "Answers when all images are there, or with server-sent events where stream is true. What"
                    + " was repaired or degraded on the way stands in the field kintsugi.")
    @APIResponse(
            responseCode = "200",
            description = "The images",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ImageAnswer.class)),
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class))
            })
    @APIResponse(responseCode = "400", content = @Content(schema = @Schema(implementation = OpenAiError.class)))
    @Parameter(
            name = "Idempotency-Key",
            in = ParameterIn.HEADER,
            description = "The caller's own name for the request: sent again with it, the same request is one job.",
            schema = @Schema(implementation = String.class))
    public Uni<Response> generate(
            @Nullable ImageRequest request,
            @HeaderParam(RecoveryHeader.NAME) @Nullable String recovery,
            RoutingContext call) {
        return WorkerDispatch.answer(() -> draw(request, recovery, call)); // may read a model's folder again
    }

    private Uni<Response> draw(@Nullable ImageRequest request, @Nullable String recovery, RoutingContext call) {
        if (request == null) {
            throw new TypedException(FailureType.INVALID_PARAMETERS, "the body must not be empty");
        }
        AskedModel.put(call, request.model());
        var generation = request.toGeneration(RecoveryHeader.of(recovery));
        var asked = request.toRequest(generation, IdempotencyKey.caller(call));
        var accepted = repeated(request, asked).orElseGet(() -> {
            check.check(request, generation);
            return jobs.accept(asked);
        });
        var job = accepted.job();
        if (accepted.before() && !job.state().hasEnded()) {
            throw new NotYetAnswered();
        }
        return request.streams()
                ? Uni.createFrom().item(streams.response(job, request, call))
                : callers.end(job)
                        .emitOn(Infrastructure.getDefaultWorkerPool()) // pictures are read from files
                        .map(event -> responses.response(job, request, event, call));
    }

    /** The model of a request that was accepted before is not looked for: it may be gone. */
    private Optional<AcceptedJob> repeated(ImageRequest request, JobRequest asked) {
        return check.hasForm(request) ? jobs.repeated(asked) : Optional.empty();
    }
}
