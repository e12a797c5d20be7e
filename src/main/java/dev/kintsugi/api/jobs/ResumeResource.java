package dev.kintsugi.api.jobs;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobService;
import dev.kintsugi.report.Problems;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Goes on with jobs that wait for a person. */
@Path("/v1/jobs/{id}/resume")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
public class ResumeResource {

    private final JobService jobs;
    private final Problems problems;

    ResumeResource(JobService jobs, Problems problems) {
        this.jobs = jobs;
        this.problems = problems;
    }

    @POST
    @Blocking // a job is read and kept
    @ResponseStatus(202)
    @Operation(
            summary = "Go on with a job",
            description = "Once what was wrong is put right, with what was asked for; finished stages are not computed"
                    + " again. Only a job in the state waiting_for_user can be resumed.")
    public JobView resume(String id) {
        var job = JobId.of(id).flatMap(jobs::find).orElseThrow(NotFoundException::new);
        return JobView.of(jobs.resume(job), problems);
    }
}
