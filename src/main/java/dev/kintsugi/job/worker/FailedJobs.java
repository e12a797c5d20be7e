package dev.kintsugi.job.worker;

import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;

/** What is remembered of jobs that failed, until they are resumed or looked into by a person. */
@ApplicationScoped
class FailedJobs {

    private final ParkedJobs parked;
    private final SupportTickets support;

    FailedJobs(ParkedJobs parked, SupportTickets support) {
        this.parked = parked;
        this.support = support;
    }

    /** Keeps what a job had finished if it can be resumed, and opens a support ticket if the failure is critical. */
    void remember(RunningJob running, JobState ended, Outcome.Failed<JobResult> outcome) {
        if (ended instanceof JobState.WaitingForUser) {
            parked.park(running.job(), running.runnable().generation());
        }
        support.open(running.job(), outcome);
    }
}
