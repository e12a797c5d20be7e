package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.ownership.Postponements;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What becomes of jobs that failed: some wait, others are remembered until they are resumed or looked into by a person. */
@ApplicationScoped
class FailedJobs {

    private final ParkedJobs parked;
    private final SupportTickets support;
    private final Postponements postponements;

    FailedJobs(ParkedJobs parked, SupportTickets support, Postponements postponements) {
        this.parked = parked;
        this.support = support;
        this.postponements = postponements;
    }

    /** Until when a job waits that failed so; nothing if it has failed for good. */
    Optional<JobState.Postponement> postponement(RunningJob running, Outcome.Failed<Result> failed) {
        return postponements.of(running, failed);
    }

    /** Keeps what a job had finished if it can be resumed, and opens a support ticket if the failure is critical. */
    void remember(RunningJob running, JobState ended, Outcome.Failed<JobResult> outcome) {
        if (ended instanceof JobState.WaitingForUser) {
            parked.park(running.job(), running.runnable().generation());
        }
        support.open(running.job(), outcome);
    }
}
