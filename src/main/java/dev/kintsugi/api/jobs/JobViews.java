package dev.kintsugi.api.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.report.event.Provenance;
import dev.kintsugi.report.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Shows jobs to clients. */
@ApplicationScoped
class JobViews {

    private final JobService jobs;
    private final Problems problems;

    JobViews(JobService jobs, Problems problems) {
        this.jobs = jobs;
        this.problems = problems;
    }

    /** One of many. */
    JobView brief(Job job) {
        return JobView.of(job, problems);
    }

    /** With all that was repaired or degraded. Blocks. */
    JobView of(Job job) {
        return of(job, List.of());
    }

    /** The same with warnings about the request that it was submitted with. Blocks. */
    JobView of(Job job, List<String> warnings) {
        return brief(job).with(provenance(job), warnings);
    }

    private Optional<Provenance> provenance(Job job) {
        return job.state() instanceof JobState.Completed done
                ? Optional.of(Provenance.of(
                        job,
                        done.outcome(),
                        done.result(),
                        Duration.between(job.created(), done.at()),
                        jobs.warnings(job.id())))
                : Optional.empty();
    }
}
