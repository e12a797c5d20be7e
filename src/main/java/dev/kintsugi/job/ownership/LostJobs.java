package dev.kintsugi.job.ownership;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Jobs whose end a living process could not write. The store may only have been away, so they are computed again when their lease
 * expires; but not without limit, since the store may refuse just this result.
 */
@ApplicationScoped
public class LostJobs {

    private final JobSettings settings;
    private final Clock clock;

    public LostJobs(JobSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** How a job ends that was lost too often to be computed once more; nothing if it may be. */
    public Optional<Outcome.Failed<Result>> refusal(RunningJob running) {
        var losses = running.job().attempts().losses();
        return failed(running, losses, "lost " + losses + " times");
    }

    /** How a job ends whose end could not be written, if it may not be computed once more; nothing if it may be. */
    public Optional<Outcome.Failed<Result>> atLast(RunningJob running, Throwable thrown) {
        return failed(running, running.job().attempts().losses() + 1, CauseChain.describe(thrown));
    }

    private Optional<Outcome.Failed<Result>> failed(RunningJob running, int losses, String detail) {
        if (losses < settings.lostAttempts()) {
            return Optional.empty();
        }
        var failure = new Failure(
                FailureType.STATE_SAVE_FAILED,
                Severity.CRITICAL,
                "The job was begun " + losses + (losses == 1 ? " time" : " times")
                        + ", and the store did not take its result. So it is not begun again.",
                detail,
                running.runnable().generation().contextOfAcceptance(),
                List.of(),
                clock.instant());
        return Optional.of(new Outcome.Failed<>(failure, Reason.ATTEMPTS, List.of()));
    }
}
