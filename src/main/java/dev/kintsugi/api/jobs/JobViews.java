package dev.kintsugi.api.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.report.event.Provenance;
import dev.kintsugi.report.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

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
        var view = brief(job);
        return job.state() instanceof JobState.Completed done
                ? view.with(Provenance.of(
                        job,
                        done.outcome(),
                        done.result(),
                        Duration.between(job.created(), done.at()),
                        jobs.warnings(job.id())))
                : view;
    }
}
