package dev.kintsugi.api.jobs;

import dev.kintsugi.api.CallerKey;
import dev.kintsugi.api.call.AcceptedTypes;
import dev.kintsugi.api.error.UnknownJob;
import dev.kintsugi.job.ArtifactContent;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.artifact.Artifacts;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.event.SentArtifact;
import dev.kintsugi.report.event.SentPictures;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What jobs made. An artifact never changes, so its digest is its entity tag (RFC 9110, sections 8.8.3, 13 and 14). */
@Path("/v1/jobs")
@Tag(name = "Jobs")
class ArtifactsResource {

    private final JobService jobs;
    private final Artifacts artifacts;
    private final SentPictures pictures;

    ArtifactsResource(JobService jobs, Artifacts artifacts, SentPictures pictures) {
        this.pictures = pictures;
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    @GET
    @Path("{id}/artifacts/{number:\\d{1,2}}.{extension:[a-z0-9]+}")
    @Blocking
    @Operation(
            operationId = "getArtifact",
            summary = "Fetch an artifact of a job",
            description =
                    "While the job is kept. A part of it with Range. Pictures are kept as PNG and sent as JPEG or WebP if the path ends with .jpeg, .jpg or"
                            + " .webp, or Accept allows no other. One that was lost or damaged, or cannot be read just"
                            + " now, is computed again, the very same, and Kintsugi-Repaired says so.")
    @APIResponse(
            responseCode = "200",
            description = "The artifact",
            content = {
                @Content(mediaType = "image/png"),
                @Content(mediaType = "image/jpeg"),
                @Content(mediaType = "image/webp"),
                @Content(mediaType = "application/json")
            })
    @APIResponse(
            responseCode = "206",
            description = "The part that was asked for",
            content = {
                @Content(mediaType = "image/png"),
                @Content(mediaType = "image/jpeg"),
                @Content(mediaType = "image/webp"),
                @Content(mediaType = "application/json")
            })
    @APIResponse(responseCode = "304", description = "The caller has it")
    public Response artifact(
            String id,
            int number,
            String extension,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @HeaderParam("If-None-Match") @Nullable String known,
            @Context HttpHeaders headers,
            @Context Request request,
            @Context RoutingContext call) {
        var job = JobId.of(id)
                .flatMap(asked -> jobs.find(asked, CallerKey.viewer(call)))
                .orElseThrow(() -> new UnknownJob(id));
        if (!(job.state() instanceof JobState.Completed completed)) {
            throw missing(without(job));
        }
        var artifact =
                completed.result().artifacts().stream().skip(number).findFirst().orElseThrow(() -> noSuch(job));
        var sent = SentArtifact.of(job, artifact, extension, AcceptedTypes.of(headers))
                .orElseThrow(() -> noSuch(job));
        var tag = sent.tag(artifact);
        if (known != null && (known.strip().equals("*") || known.contains(tag))) {
            return headers(Response.notModified(), tag).build();
        }
        var kept = artifacts
                .content(job, completed.result(), artifact)
                .orElseThrow(
                        () -> missing("the artifact is lost and cannot be computed again; send the request again"));
        var content = new ArtifactContent(pictures.of(artifact, sent, kept.bytes()), kept.regenerated());
        var type = sent.type().name();
        var wanted = range == null || ifRange != null && !ifRange.strip().equals(tag)
                ? ByteRange.ALL
                : ByteRange.of(range, content.bytes().length);
        return switch (wanted) {
            case ByteRange.All _
            when request.getMethod().equals(HttpMethod.HEAD) ->
                headers(Response.ok().type(type), tag, content)
                        .header("Content-Length", content.bytes().length)
                        .build();
            case ByteRange.All _ ->
                headers(Response.ok(content.bytes(), type), tag, content).build();
            case ByteRange.None _ ->
                throw new ClientErrorException(Response.status(416)
                        .header("Accept-Ranges", "bytes")
                        .header("Content-Range", "bytes */" + content.bytes().length)
                        .build());
            case ByteRange.Part part ->
                headers(Response.status(206).entity(part.of(content.bytes())).type(type), tag, content)
                        .header("Content-Range", part.contentRange(content.bytes().length))
                        .build();
        };
    }

    private static NotFoundException missing(String text) {
        return new NotFoundException(TypedException.invalid(List.of(new FieldError("number", text))));
    }

    private static String without(Job job) {
        var state = "the job is " + job.state().code() + " and has no artifacts";
        return switch (job.state()) {
            case JobState.Queued _, JobState.Running _, JobState.Completed _ ->
                state + " yet; GET /v1/jobs/" + job.id() + "/events tells when it is completed";
            case JobState.WaitingForUser _ -> state + " yet; GET /v1/jobs/" + job.id() + " tells what it waits for";
            case JobState.Failed _ -> state + "; GET /v1/jobs/" + job.id() + " tells why";
            case JobState.Cancelled _ -> state + "; send the request again";
        };
    }

    private static NotFoundException noSuch(Job job) {
        return missing("the job has no such artifact; GET /v1/jobs/" + job.id() + " lists what it has");
    }

    private static Response.ResponseBuilder headers(
            Response.ResponseBuilder response, String tag, ArtifactContent content) {
        var headers = headers(response, tag);
        return content.regenerated() ? headers.header("Kintsugi-Repaired", "regenerated") : headers;
    }

    private static Response.ResponseBuilder headers(Response.ResponseBuilder response, String tag) {
        return response.header("ETag", tag)
                .header("Accept-Ranges", "bytes")
                .header("Vary", "Accept")
                .header("Cache-Control", "private, immutable, max-age=3600");
    }
}
