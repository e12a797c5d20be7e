package dev.kintsugi.api.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobService;
import dev.kintsugi.report.Problems;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** One job: how it stands, and the end of it. */
@Path("/v1/jobs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
public class JobsResource {

    private final JobService jobs;
    private final Problems problems;

    JobsResource(JobService jobs, Problems problems) {
        this.jobs = jobs;
        this.problems = problems;
    }

    @GET
    @Blocking // a problem names other models, whose folders may be looked at
    @Operation(
            summary = "Tell how a job stands",
            description = "While it is kept; what was repaired stands in its trail.")
    public JobView job(String id) {
        return JobView.of(require(id), problems);
    }

    @DELETE
    @Operation(summary = "Cancel a job", description = "Whether it waits, runs or waits for a person.")
    @APIResponse(responseCode = "204", description = "It is stopped, or had ended already")
    public void cancel(String id) {
        jobs.cancel(require(id).id());
    }

    private Job require(String id) {
        return JobId.of(id).flatMap(jobs::find).orElseThrow(NotFoundException::new);
    }
}
