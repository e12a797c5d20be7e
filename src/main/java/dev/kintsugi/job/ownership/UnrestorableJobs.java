package dev.kintsugi.job.ownership;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobState;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Jobs that cannot be made ready to run, such as those whose events cannot be read although the store works. The store may only
 * have been away, so each is tried again when its lease has expired; but not without limit. Each attempt counts as a loss.
 */
@ApplicationScoped
public class UnrestorableJobs {

    private final Ownership ownership;
    private final JobTransitions transitions;
    private final JobSettings settings;

    UnrestorableJobs(Ownership ownership, JobTransitions transitions, JobSettings settings) {
        this.ownership = ownership;
        this.transitions = transitions;
        this.settings = settings;
    }

    /** A job that waits here could not be restored, for the first time since it came here: others may have it. Blocks. */
    public void met(Job job, RuntimeException thrown) {
        Log.errorf(thrown, "job %s waits here, and is looked for again", job.id());
        if (isHopeless(job)) {
            tryToEnd(job, thrown);
        }
    }

    /** The same again, when the lease under which it came here has expired. Blocks. */
    public void metAgain(Job job, RuntimeException thrown) {
        met(job, thrown);
        if (!isHopeless(job)) {
            ownership.take(job.id()); // and lost: that counts when this lease has expired
        }
    }

    /**
     * Ends a job that was begun if it was lost too often.
     *
     * @return whether it has ended
     */
    public boolean isEnded(Job begun, RuntimeException thrown) {
        return isHopeless(begun)
                && begun.state() instanceof JobState.Running running
                && transitions.end(begun, now -> running.fail(outcome(begun, thrown, now), now))
                        instanceof Transition.Made;
    }

    private boolean isHopeless(Job job) {
        return job.attempts().losses() >= settings.lostAttempts();
    }

    private void tryToEnd(Job job, RuntimeException thrown) {
        ownership.take(job.id()).ifPresent(begun -> {
            if (isEnded(begun, thrown)) {
                Log.errorf("job %s could not be restored, and has failed", job.id());
            }
        });
    }

    private Outcome.Failed<JobResult> outcome(Job job, RuntimeException thrown, Instant now) {
        var losses = job.attempts().losses();
        var failure = new Failure(
                FailureType.STATE_LOAD_FAILED,
                Severity.CRITICAL,
                "What is kept of the job could not be read, " + losses + (losses == 1 ? " time" : " times")
                        + " in a row. So it is not begun again.",
                CauseChain.describe(thrown),
                new FailureContext(
                                job.correlationId(),
                                job.plan().work().kind().code() + "_generation",
                                job.plan().variant().model().value(),
                                job.plan().variant().device().toString(),
                                "",
                                job.plan().work().parameters())
                        .with(WorkKind.PARAMETER, job.plan().work().kind().code()),
                List.of(),
                now);
        return new Outcome.Failed<>(failure, job.order().reason(Reason.ATTEMPTS, now), List.of());
    }
}
