package dev.kintsugi.api.jobs;

import dev.kintsugi.job.Artifacts;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobService;
import dev.kintsugi.job.JobState;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The pictures of jobs, for answers that hold URLs. */
@Path("/v1/jobs/{id}/artifacts/{number:\\d{1,2}}.png")
@Tag(name = "Jobs")
public class ArtifactsResource {

    private final JobService jobs;
    private final Artifacts artifacts;

    ArtifactsResource(JobService jobs, Artifacts artifacts) {
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    @GET
    @Produces("image/png")
    @Operation(summary = "Fetch a picture of a job, while it is kept")
    public RestResponse<byte[]> picture(String id, int number) {
        var job = JobId.of(id).flatMap(jobs::find).orElseThrow(NotFoundException::new);
        if (!(job.state() instanceof JobState.Completed completed)
                || number >= completed.result().artifacts().size()) {
            throw new NotFoundException();
        }
        var picture = completed.result().artifacts().get(number);
        return RestResponse.ResponseBuilder.ok(artifacts.content(picture).orElseThrow(NotFoundException::new))
                .header("Cache-Control", "private, immutable, max-age=3600")
                .build();
    }
}
