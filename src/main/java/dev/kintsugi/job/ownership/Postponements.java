package dev.kintsugi.job.ownership;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.breaker.BreakerOpen;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState.Postponement;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Jobs whose model is left alone, and for which no other one may answer: they wait until it may be tried again, if that is soon,
 * instead of failing at once.
 */
@ApplicationScoped
public class Postponements {

    /** A job whose model is left alone for longer fails. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** A job that has waited so often fails: its model does not recover. */
    private static final int MOST = 5;

    /** How long another request may take that tries the model; if it works jobs are begun earlier. */
    private static final Duration TRIAL = Duration.ofSeconds(30);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Breakers breakers;
    private final QueueStatus queue;
    private final Clock clock;

    Postponements(Breakers breakers, QueueStatus queue, Clock clock) {
        this.breakers = breakers;
        this.queue = queue;
        this.clock = clock;
    }

    /** Until when a job waits that failed so; nothing if it has failed for good. */
    public Optional<Postponement> of(RunningJob running, Outcome.Failed<Result> failed) {
        var failure = failed.failure();
        var device = Device.of(failure.context().device());
        if (!BreakerOpen.isCauseOf(failure) || device.isEmpty()) {
            return Optional.empty();
        }
        var plan = running.job().plan();
        var now = clock.instant();
        var until = until(
                breakers.state(
                        plan.variant().withDevice(device.get()), plan.work().kind()),
                now);
        return mayWait(running.job(), until, now)
                ? Optional.of(new Postponement(plan.variant().model(), until))
                : Optional.empty();
    }

    private static Instant until(BreakerState state, Instant now) {
        var rest =
                switch (state) {
                    case BreakerState.Open open -> open.remaining(now);
                    case BreakerState.HalfOpen _ -> TRIAL;
                    case BreakerState.Closed _ -> Duration.ZERO;
                };
        return now.plus(rest.compareTo(SHORTEST) < 0 ? SHORTEST : rest);
    }

    private boolean mayWait(Job job, Instant until, Instant now) {
        return job.attempts().postponements() < MOST
                && !until.isAfter(now.plus(LONGEST))
                && !job.order().isLate(until)
                && queue.mayPostpone(job.plan().work().kind());
    }
}
