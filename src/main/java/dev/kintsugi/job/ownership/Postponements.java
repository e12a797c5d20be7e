package dev.kintsugi.job.ownership;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.breaker.BreakerOpen;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState.Postponement;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Jobs whose model is left alone or not there any more, and for which no other one may answer: they wait until it may be
 * tried again, if that is soon,
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

    /** After which a model is looked for again that is not in the models folder any more. */
    private static final Duration ABSENCE = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Breakers breakers;
    private final ModelRepository repository;
    private final QueueStatus queue;
    private final Clock clock;

    Postponements(Breakers breakers, ModelRepository repository, QueueStatus queue, Clock clock) {
        this.breakers = breakers;
        this.repository = repository;
        this.queue = queue;
        this.clock = clock;
    }

    /** Until when a job waits that failed so; nothing if it has failed for good. */
    public Optional<Postponement> of(RunningJob running, Outcome.Failed<Result> failed) {
        if (failed.failure().type().callersMistake() || failed.reason() == Decision.Reason.DEADLINE) {
            return Optional.empty();
        }
        var job = running.job();
        var now = clock.instant();
        return Stream.concat(
                        leftAlone(running).map(variant -> postponement(variant, job, now)), whileLost(running, now))
                .min(Comparator.comparing(Postponement::until))
                .filter(postponement -> mayWait(job, postponement.until(), now));
    }

    /** What was refused or failed because it is left alone. */
    private static Stream<Variant> leftAlone(RunningJob running) {
        return running.runnable().generation().incident().history().stream()
                .filter(attempt -> BreakerOpen.isCauseOf(attempt.failure()))
                .map(attempt -> attempt.plan().variant());
    }

    /** It may come back, if not as quickly as a breaker lets a try through. */
    private Stream<Postponement> whileLost(RunningJob running, Instant now) {
        var model = running.job().plan().variant().model();
        var failed = running.runnable().generation().incident().history().stream()
                .anyMatch(attempt -> attempt.failure().type().category() == Category.MODEL);
        return failed && repository.find(model).isEmpty()
                ? Stream.of(new Postponement(model, now.plus(ABSENCE)))
                : Stream.empty();
    }

    private Postponement postponement(Variant variant, Job job, Instant now) {
        var state = breakers.state(variant, job.plan().work().kind());
        return new Postponement(variant.model(), until(state, now));
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
        return job.order().request().policy().reach() != RecoveryPolicy.RecoveryScope.NONE
                && job.attempts().postponements() < MOST
                && !until.isAfter(now.plus(LONGEST))
                && !job.order().isLate(until)
                && queue.mayPostpone(job.plan().work().kind());
    }
}
